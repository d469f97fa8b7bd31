import { afterEach, expect, test, vi } from 'vitest'
import { browserPlatform } from './platform.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('identifiers are version 4 UUIDs, with crypto.randomUUID and without', () => {
  const platform = browserPlatform()
  expect(platform.uuid()).toMatch(V4)
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const made = [platform.uuid(), platform.uuid()]
  expect(made[0]).toMatch(V4)
  expect(made[0]).not.toBe(made[1])
})

test('sockets are opened with the subprotocol, peer connections with the configuration given', () => {
  const opened: unknown[] = []
  vi.stubGlobal(
    'WebSocket',
    class {
      constructor(...given: unknown[]) {
        opened.push(given)
      }
    },
  )
  vi.stubGlobal(
    'RTCPeerConnection',
    class {
      constructor(...given: unknown[]) {
        opened.push(given)
      }
    },
  )
  const configuration = { iceServers: [{ urls: 'stun:stun.example.com' }] }
  const platform = browserPlatform(configuration)
  platform.openSocket('wss://gateway.example/webrtcgateway/ws', 'sylkRTC-2')
  platform.newPeerConnection()
  expect(opened).toEqual([['wss://gateway.example/webrtcgateway/ws', 'sylkRTC-2'], [configuration]])
})
