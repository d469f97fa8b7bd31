import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../server/src/adapters/random/system.ts'
import { Administration } from '../../server/src/applications/gateway/administration.ts'
import { AdminEdge } from '../../server/src/edge/admin/server.ts'
import type { PushToken, PushTokens } from '../../server/src/ports/push-tokens.ts'
import { RecordingLog } from './support/log.ts'

const ALICE = 'alice@example.com'
const SECRET = systemRandom.id()

const phone: PushToken = {
  ...{ appId: 'com.agprojects.sylk', deviceId: 'd1', platform: 'ios', silent: false, userAgent: 'Sylk' },
  ...{ token: 'token/1', backgroundToken: 'background#1' },
}
const tablet: PushToken = { ...phone, deviceId: 'd2', token: 'token-2', backgroundToken: null }

let edge: AdminEdge
let log: RecordingLog
afterEach(() => edge.stop())

/** The interface, with two devices of alice's. Resolves with its URL. */
async function start(secret: string | null, host = '127.0.0.1'): Promise<string> {
  const stored = new Map([phone, tablet].map((token) => [token.deviceId, token]))
  const pushTokens: PushTokens = {
    put: async () => {},
    all: async (account) => (account === ALICE ? [...stored.values()] : []),
    remove: async (_account, { deviceId }) => stored.delete(deviceId),
    removeAll: async () => 0,
  }
  log = new RecordingLog()
  const administration = new Administration({ pushTokens, clock: systemClock, secret })
  edge = new AdminEdge(administration, { host, port: 0, product: 'Weft/test', hasSecret: secret !== null }, log)
  await edge.start()
  return `http://127.0.0.1:${JSON.parse(await log.line('management interface')).port}`
}

const ask = async (url: string, authorization: string | null = SECRET, method = 'GET', more: Record<string, string> = {}) => {
  const headers = { ...more, ...(authorization === null ? {} : { Authorization: authorization }) }
  const response = await fetch(url, { method, headers })
  return [response.status, await response.text()]
}

test('[12.127] without the secret nothing is told, and with it an account’s tokens', async () => {
  const url = await start(SECRET)
  for (const wrong of [null, '', 'wrong', `${SECRET}x`, SECRET.slice(1)])
    expect(await ask(`${url}/tokens/${ALICE}`, wrong)).toEqual([403, 'Authentication error'])
  await edge.stop()
  const [status, body] = await ask(`${await start(SECRET)}/tokens/Alice@example.com`)
  expect(status).toBe(200)
  expect(JSON.parse(String(body))).toEqual({
    tokens: {
      'com.agprojects.sylk-d1': {
        ...{ device_id: 'd1', platform: 'ios', silent: false, app_id: 'com.agprojects.sylk', user_agent: 'Sylk' },
        ...{ background_token: 'background#1', token: 'token/1' },
      },
      'com.agprojects.sylk-d2': {
        ...{ device_id: 'd2', platform: 'ios', silent: false, app_id: 'com.agprojects.sylk', user_agent: 'Sylk' },
        ...{ background_token: null, token: 'token-2' },
      },
    },
  })
})

test.each(['token/1', 'background#1', 'com.agprojects.sylk-d1'])(
  '[12.127] a token is gone once it is removed as %s',
  async (name) => {
    const url = await start(SECRET)
    const one = `${url}/tokens/${ALICE}/${encodeURIComponent(name)}`
    expect(await ask(one, 'wrong', 'DELETE')).toEqual([403, 'Authentication error'])
    expect(await ask(one, SECRET, 'DELETE')).toEqual([200, '{"success":true}'])
    expect(await ask(one, SECRET, 'DELETE')).toEqual([404, '{"success":false}'])
    const [, left] = await ask(`${url}/tokens/${ALICE}`)
    expect(Object.keys(JSON.parse(String(left)).tokens)).toEqual(['com.agprojects.sylk-d2'])
    expect(log.text).not.toContain(phone.token)
  },
)

test('guessing the secret is slow', async () => {
  const url = await start(SECRET)
  for (let guess = 0; guess < 5; guess++) await ask(`${url}/tokens/${ALICE}`, `guess ${guess}`)
  expect((await ask(`${url}/tokens/${ALICE}`))[0]).toBe(429)
})

test('without a secret it is open to operators, with a warning where others reach it, and never to web pages', async () => {
  const url = await start(null, '0.0.0.0')
  expect((await ask(`${url}/tokens/${ALICE}`, null))[0]).toBe(200)
  expect((await ask(`${url}/tokens/${ALICE}`, null, 'GET', { Origin: 'https://evil.example' }))[0]).toBe(403)
  expect((await ask(`${url}/tokens/${ALICE}`, null, 'GET', { 'Sec-Fetch-Site': 'same-origin' }))[0]).toBe(403)
  expect(log.text).toContain('open to whoever reaches it')
  await edge.stop()
  await start(null)
  expect(log.text).not.toContain('open to whoever reaches it')
})

test('an address that is taken is told, and nothing else depends on it', async () => {
  const url = await start(SECRET)
  const first = edge
  const settings = { host: '127.0.0.1', port: Number(new URL(url).port), product: 'Weft/test', hasSecret: true }
  const pushTokens: PushTokens = { put: async () => {}, all: async () => [], remove: async () => false, removeAll: async () => 0 }
  edge = new AdminEdge(new Administration({ pushTokens, clock: systemClock, secret: SECRET }), settings, log)
  await edge.start()
  expect(log.text).toContain('no management interface')
  await first.stop()
})
