import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TOKENS } from '../../../../test/original/pickles.ts'
import { importOriginal, LocalTime } from '../../main/import.ts'
import type { Store } from '../../ports/store.ts'
import { SqliteStore } from '../store/sqlite/sqlite-store.ts'

const ALICE = 'alice@example.com'
const BOB = 'bob@example.com'
const YEAR = 365 * 86_400_000
const zone = new LocalTime('Europe/Amsterdam')

let directory: string
let store: Store

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-import-'))
  store = new SqliteStore(join(directory, 'weft.db'))
})

afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

function put(path: string, content: unknown): void {
  const file = join(directory, 'storage', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content))
}

const run = async (into: Store | null = store) => {
  const { taken, known, skipped, remarks } = await importOriginal(join(directory, 'storage'), zone, into)
  return { taken: Object.fromEntries(taken), known: Object.fromEntries(known), skipped: Object.fromEntries(skipped), remarks }
}

const idsOf = async (account: string, after: string | null = null) =>
  (await store.journals.page(account, { after, since: null, limit: 9999 })).entries.map(({ messageId }) => messageId)

const message = (message_id: string, minute: number, more: object = {}) => ({
  ...{ account: ALICE, contact: BOB, direction: 'incoming', content_type: 'text/plain', content: 'hi', message_id },
  ...{ created_at: `2026-07-17 08:${minute}:52.000001`, disposition: ['display'], state: 'received' },
  ...{ msg_timestamp: `2026-07-17 06:${minute}:50+00:00`, ...more },
})
const contact = (id: string) => {
  const handling = { policy: 'default', subscribe: false }
  return { id, name: id, uris: [{ id: 'u', uri: BOB, type: null }], dialog: handling, presence: handling, attributes: null }
}
/** A local time as Python writes it, a year from now. */
const nextYear = new Date(Date.now() + YEAR).toISOString().slice(0, 23).replace('T', ' ')

/** One of everything, in the layout of sylkrtc-protocol §10.6. */
function putAll(): void {
  put('conversations/accounts.json', {
    'Alice@example.com': { last_login: '2026-07-17 08:00:00', api_token: 'token-of-alice', token_expire: nextYear },
    [BOB]: { last_login: '2026-07-17 08:00:00', api_token: '' },
  })
  put('conversations/public_keys.json', { [ALICE]: { content: 'armor', created_at: '2026-07-17 08:00:00' } })
  put(`conversations/a/${ALICE}_messages.json`, [message('m1', 41), message('m2', 43), message('m3', 45)])
  put(`conversations/a/${ALICE}_id_timestamp.json`, {
    ...{ m1: '2026-07-17 08:41:52.000001', m2: '2026-07-17 08:43:52.000001', m3: '2026-07-17 08:45:52.000001' },
    ...{ key: '2026-07-17 08:50:00', removed: '2026-07-17 08:44:00' },
  })
  put('webrtc_device_tokens', new Uint8Array(Buffer.from(TOKENS[4] ?? '', 'base64')))
  put(`addressbooks/${ALICE}.json`, [contact('c1'), contact('c2')])
}

const ALL = {
  ...{ account: 2, message: 3, 'message id': 2, 'public key': 1, 'API token': 1, 'push token': 1, contact: 2 },
} as const

test('everything that the original keeps in files is taken over', async () => {
  putAll()
  expect(await run()).toEqual({ taken: ALL, known: {}, skipped: {}, remarks: [] })
  expect(await idsOf(ALICE)).toEqual(['m1', 'm2', 'm3'])
  expect(await store.journals.entry(ALICE, 'm1')).toMatchObject({ contact: BOB, arrivedAt: Date.parse('2026-07-17T06:41:52Z') })
  expect([await store.journals.unread(ALICE), await store.journals.isActive(BOB)]).toEqual([3, true])
  expect(await store.publicKeys.get(ALICE)).toEqual({ content: 'armor', storedAt: Date.parse('2026-07-17T06:00:00Z') })
  expect(await store.apiTokens.isValid(ALICE, 'token-of-alice', Date.now())).toBe(true)
  expect(await store.pushTokens.all(ALICE)).toMatchObject([{ appId: 'com.example.app', token: 'voip', backgroundToken: 'apns' }])
  expect((await store.addressBooks.items(ALICE))?.map(({ id }) => id)).toEqual(['c1', 'c2'])
})

test('clients go on from ids whose messages are gone', async () => {
  putAll()
  await run()
  expect(await idsOf(ALICE, 'removed')).toEqual(['m3'])
  expect(await idsOf(ALICE, 'key')).toEqual([])
})

test('done again, nothing is doubled, and what changed here meanwhile stays', async () => {
  putAll()
  await run()
  await store.journals.apply([{ operation: 'remove', account: ALICE, messageId: 'm2', where: {}, ifRemoved: [] }])
  await store.publicKeys.put(ALICE, { content: 'newer', storedAt: 0 })
  expect(await run()).toEqual({ taken: {}, known: ALL, skipped: {}, remarks: [] })
  expect(await idsOf(ALICE)).toEqual(['m1', 'm3'])
  expect((await store.publicKeys.get(ALICE))?.content).toBe('newer')
  expect(await store.apiTokens.expiries(ALICE)).toHaveLength(1)
})

test('what came since is added behind, and that is said', async () => {
  putAll()
  await run()
  put(`conversations/a/${ALICE}_messages.json`, [message('m1', 41), message('m4', 59)])
  expect(await run()).toMatchObject({
    taken: { message: 1 },
    remarks: [`${ALICE} had messages here already; what was added comes behind them`],
  })
  expect(await idsOf(ALICE)).toEqual(['m1', 'm2', 'm3', 'm4'])
})

test('a dry run writes nothing', async () => {
  putAll()
  expect(await run(null)).toEqual({ taken: ALL, known: {}, skipped: {}, remarks: [] })
  expect(await store.journals.isActive(ALICE)).toBe(false)
})

test('API tokens are good for a month at most, and none that has expired is taken', async () => {
  put('conversations/accounts.json', {
    [ALICE]: { api_token: 'a', token_expire: nextYear },
    [BOB]: { api_token: 'b', token_expire: '2020-01-01 00:00:00' },
    'carol@example.com': { api_token: 'c' },
  })
  expect((await run()).skipped).toEqual({ 'conversations/accounts.json: an API token that has expired': 2 })
  const [expiry = 0] = await store.apiTokens.expiries(ALICE)
  expect(expiry - Date.now()).toBeLessThanOrEqual(31 * 86_400_000)
  expect(await store.apiTokens.expiries(BOB)).toEqual([])
})

test('what cannot be used is told with its file and the reason, and costs nothing else', async () => {
  putAll()
  const file = `conversations/a/${ALICE}_messages.json`
  put(file, [message('m1', 41), null, message('m2', 43, { content: null }), message('m3', 45, { content: '' })])
  put('conversations/public_keys.json', '{"secret')
  put('webrtc_device_tokens', "cos\nsystem\n(S'true'\ntR.")
  put(`addressbooks/${ALICE}.json`, { contacts: [contact('c1'), { id: 'c2' }] })
  put('conversations/b/bob@example.com_messages.json', {})
  expect((await run()).skipped).toEqual({
    [`${file}: no record`]: 1,
    [`${file}: no content`]: 2,
    'conversations/public_keys.json: it is not JSON': 1,
    'webrtc_device_tokens: it holds an object of a class': 1,
    [`addressbooks/${ALICE}.json: what is no contact`]: 1,
    'conversations/b/bob@example.com_messages.json: no list of messages': 1,
  })
  expect(await idsOf(ALICE)).toEqual(['m1'])
  expect((await store.addressBooks.items(ALICE))?.map(({ id }) => id)).toEqual(['c1'])
})

test('messages that came at the same time, or in an hour that came twice, keep their order', async () => {
  const at = (message_id: string, time: string) => message(message_id, 0, { created_at: `2026-10-25 ${time}` })
  put(`conversations/a/${ALICE}_messages.json`, [at('a', '02:50:00'), at('b', '02:10:00'), at('c', '02:10:00')])
  await run()
  expect(await idsOf(ALICE)).toEqual(['a', 'b', 'c'])
})

test('many messages are written in several batches', async () => {
  put(
    `conversations/a/${ALICE}_messages.json`,
    Array.from({ length: 1201 }, (_, n) => message(`m${n}`, 10)),
  )
  expect((await run()).taken).toMatchObject({ message: 1201 })
  expect(await idsOf(ALICE)).toEqual(Array.from({ length: 1201 }, (_, n) => `m${n}`))
})

test('a directory with nothing of the original in it is refused', async () => {
  mkdirSync(join(directory, 'storage'))
  await expect(run()).rejects.toThrow('holds no conversations')
})
