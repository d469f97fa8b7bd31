import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeDevices } from '../media/fake-devices.ts'
import { askAboutPlace } from './place.ts'
import { Session } from './session.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const place = (more: object = {}) => Response.json({ defaultDomain: 'example.com', ...more })

/** A page that is given these answers in turn, the last one for ever; null: there is no connection. */
async function asking(...answers: readonly (Response | null)[]) {
  const left = [...answers]
  const fetched = vi.fn(async () => {
    const answer = left.length > 1 ? left.shift() : left[0]
    if (answer == null) throw new TypeError('Failed to fetch')
    return answer.clone()
  })
  vi.stubGlobal('fetch', fetched)
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const session = new Session(connection, fakeDevices())
  await askAboutPlace(session, '/webrtcgateway/')
  return { session, fetched }
}

test('who opens the page without a connection hears of the place as soon as there is one', async () => {
  const { session, fetched } = await asking(null, new Response(null, { status: 502 }), place())
  expect(session.config.value.defaultDomain).toBeNull()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(session.config.value.defaultDomain).toBe('example.com')
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(fetched).toHaveBeenCalledTimes(3)
})

test('credentials that expire are replaced when half of their time is over', async () => {
  const { fetched } = await asking(place({ iceServersExpire: 3600 }))
  await vi.advanceTimersByTimeAsync(1_799_000)
  expect(fetched).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(fetched).toHaveBeenCalledTimes(2)
})

test('credentials that are good for months are asked for once a day', async () => {
  const { fetched } = await asking(place({ iceServersExpire: 10_000_000 }))
  await vi.advanceTimersByTimeAsync(86_000_000)
  expect(fetched).toHaveBeenCalledOnce()
})
