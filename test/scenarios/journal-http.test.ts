import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MessageHouse, message } from './support/message-house.ts'
import { RawHttp } from './support/raw-http.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

let house: MessageHouse
/** Where alice's phone reads the journal, and with what. */
let grant: { readonly token: string; readonly url: string }
const ids: string[] = []
beforeAll(async () => {
  house = await MessageHouse.open()
  const alice = await house.device('alice')
  for (let index = 0; index < 3; index++) {
    const sent = message('alice', 'bob', { content: `hello ${index} ${'x'.repeat(1000)}` })
    ids.push(sent.message_id)
    await accepted(alice, 'account-message', sent)
    await alice.event('disposition-notification')
  }
  grant = await newGrant()
})
afterAll(() => house.close())

/** A token as a phone gets it. */
async function newGrant(account = ALICE): Promise<typeof grant> {
  expect(await house.phones.send(account, account, 'application/sylk-api-token', 'please')).toBe(200)
  for (;;) {
    const notice = await house.proxy.notices.next()
    if (notice.field('Content-Type') === 'application/sylk-api-token') return JSON.parse(notice.text)
  }
}

const asked = async (
  url = grant.url,
  authorization: string | null = `Apikey ${grant.token}`,
  more: Record<string, string> = {},
) => {
  const response = await fetch(url, { headers: { ...more, ...(authorization === null ? {} : { Authorization: authorization }) } })
  return { response, text: await response.text() }
}

test('[12.113][12.104] with the token that its phone got, an account’s journal is read, from wherever the reader has come', async () => {
  const { response, text } = await asked()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.has('access-control-allow-origin')).toBe(false)
  const { account, messages, ...rest } = JSON.parse(text)
  expect([account, rest]).toEqual([ALICE, {}])
  expect(messages.map((entry: { message_id: string }) => entry.message_id)).toEqual(ids)
  expect(messages[0]).toEqual({
    ...{ contact: BOB, timestamp: '2026-07-17T08:41:52.123000+00:00', direction: 'outgoing', state: 'accepted' },
    disposition: ['positive-delivery', 'display'],
    ...{ message_id: ids[0], content_type: 'text/plain', content: expect.stringMatching(/^hello 0 x+$/) },
  })
  const later = JSON.parse((await asked(`${grant.url}/${ids[1]}`)).text)
  expect(later.messages.map((entry: { message_id: string }) => entry.message_id)).toEqual([ids[2]])
  expect(JSON.parse((await asked(`${grant.url}/${ids[2]}`)).text).messages).toEqual([])
})

test('[12.113] the address of the account may be escaped and in any case, as different versions of Blink have it', async () => {
  const base = grant.url.slice(0, grant.url.lastIndexOf('/'))
  for (const account of ['alice%40weft.test', 'Alice@Weft.test', 'sip:alice@weft.test']) {
    const { response, text } = await asked(`${base}/${account}`)
    expect([response.status, JSON.parse(text).account]).toEqual([200, ALICE])
  }
})

test('[12.113] whatever is wrong with the token, it is unauthorized, and a new one is asked for', async () => {
  const { token } = grant
  const bobs = await newGrant(BOB)
  for (const wrong of [
    null,
    '',
    'Apikey',
    `Apikey${token}`,
    token,
    `Bearer ${token}`,
    `Apikey ${token} x`,
    'Apikey \u00fc',
    `Apikey ${'a'.repeat(5000)}`,
  ]) {
    const { response, text } = await asked(grant.url, wrong)
    expect([wrong, response.status, text]).toEqual([wrong, 401, 'Unauthorized'])
  }
  for (const foreign of [token.slice(1), bobs.token]) {
    const { response, text } = await asked(grant.url, `Apikey ${foreign}`)
    expect([response.status, text]).toEqual([401, 'Unauthorized'])
  }
  const base = grant.url.slice(0, grant.url.lastIndexOf('/'))
  for (const account of ['nobody@weft.test', 'x', '%00', '..%2f..', 'a'.repeat(3000)])
    expect((await asked(`${base}/${account}`)).response.status).toBe(401)
  expect((await asked()).response.status).toBe(200)
})

test('a reader that knows the answer is not sent it again', async () => {
  const { response, text } = await asked()
  const tag = response.headers.get('etag') ?? ''
  expect(tag).toMatch(/^".+"$/)
  const again = await asked(grant.url, `Apikey ${grant.token}`, { 'If-None-Match': tag })
  expect([again.response.status, again.text]).toEqual([304, ''])
  const other = await asked(grant.url, `Apikey ${grant.token}`, { 'If-None-Match': '"other"' })
  expect(other.text).toBe(text)
})

test('the answer is compressed for readers that say they can read that, and for no others', async () => {
  const plain = (await asked()).text
  for (const [codings, compressed] of [
    ['gzip, deflate', true],
    ['gzip;q=0', false],
    ['identity', false],
  ] as const) {
    const [coding, body] = await raw(codings)
    expect(coding).toBe(compressed ? 'gzip' : undefined)
    expect((compressed ? gunzipSync(body) : body).toString()).toBe(plain)
  }
})

test('who guesses the tokens of an account waits, with the right one as well, and other accounts do not', async () => {
  const carols = await newGrant('carol@weft.test')
  const statuses: number[] = []
  for (let guess = 0; guess < 6; guess++) statuses.push((await asked(carols.url, `Apikey guess-${guess}`)).response.status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
  expect((await asked(carols.url, `Apikey ${carols.token}`)).response.status).toBe(429)
  expect((await asked()).response.status).toBe(200)
  expect(house.telephony.weft.log.text).not.toContain(carols.token)
})

test('a request that is none is refused in a few words', async () => {
  const path = new URL(grant.url).pathname
  for (const [line, status] of [
    [`POST ${path} HTTP/1.1`, 404],
    [`GET ${path}/%zz HTTP/1.1`, 400],
    [`GET ${path}/a/b HTTP/1.1`, 404],
  ] as const) {
    const request = await RawHttp.open(house.telephony.weft.url, [line, 'Content-Length: 0'])
    expect(await request.status()).toBe(status)
    request.drop()
  }
})

/** The coding of the answer, and its bytes as they came. */
function raw(codings: string): Promise<[string | undefined, Buffer]> {
  return new Promise((resolve, reject) => {
    get(grant.url, { headers: { Authorization: `Apikey ${grant.token}`, 'Accept-Encoding': codings } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve([response.headers['content-encoding'], Buffer.concat(chunks)]))
    }).on('error', reject)
  })
}
