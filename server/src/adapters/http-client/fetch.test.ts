import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import {
  type HttpAsked,
  type HttpListener,
  type HttpReaction,
  listenHttp,
} from '../../../../test/scenarios/support/http-listener.ts'
import { Refusal } from '../../ports/refusal.ts'
import { systemClock } from '../clock/system.ts'
import { FetchClient } from './fetch.ts'

const asked: HttpAsked[] = []
let listener: HttpListener | null = null

afterEach(async () => {
  await listener?.close()
  listener = null
  asked.length = 0
})

async function serve(reaction: HttpReaction): Promise<string> {
  listener = await listenHttp((request) => {
    asked.push(request)
    return reaction
  })
  return listener.url
}

const client = (timeout = 10_000) => new FetchClient({ userAgent: 'Weft/1', timeout, longestAnswer: 1000 }, systemClock)

async function refusal(sent: Promise<unknown>): Promise<Pick<Refusal, 'reason' | 'detail'> | null> {
  try {
    await sent
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.reason, detail: error.detail }
    throw error
  }
  return null
}

test('JSON is sent as such, and the answer comes back whole', async () => {
  const url = await serve({ status: 201, body: 'naïve ✓' })
  expect(await client().send({ method: 'PUT', url: `${url}/a%2Fb?c`, json: '{"a":"é"}' })).toEqual({
    status: 201,
    body: 'naïve ✓',
  })
  expect(asked).toMatchObject([
    {
      method: 'PUT',
      path: '/a%2Fb?c',
      body: '{"a":"é"}',
      headers: { 'user-agent': 'Weft/1', 'content-type': 'application/json' },
    },
  ])
})

test('without a body there is no content type', async () => {
  const url = await serve({ status: 204 })
  expect(await client().send({ method: 'DELETE', url, json: null })).toEqual({ status: 204, body: '' })
  expect(asked[0]?.headers).not.toHaveProperty('content-type')
  expect(asked[0]?.headers).not.toHaveProperty('authorization')
})

test('a user and a password in the URL become credentials', async () => {
  const url = await serve({ status: 200 })
  await client().send({ method: 'GET', url: url.replace('//', '//weft:p%40ss@'), json: null })
  expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('weft:p@ss').toString('base64')}`)
})

test('an answer that is too long is not read, though its status counts', async () => {
  const url = await serve({ status: 200, body: 'x'.repeat(1001) })
  expect(await client().send({ method: 'GET', url, json: null })).toEqual({ status: 200, body: null })
})

test('what is short on the way and long when decompressed is too long', async () => {
  const body = gzipSync(Buffer.alloc(100_000))
  expect(body.length).toBeLessThan(1000)
  const url = await serve({ status: 200, headers: { 'Content-Encoding': 'gzip' }, body })
  expect(await client().send({ method: 'GET', url, json: null })).toEqual({ status: 200, body: null })
})

test('redirections are not followed', async () => {
  const url = await serve({ status: 302, headers: { Location: '/elsewhere' } })
  expect(await client().send({ method: 'POST', url, json: '{}' })).toMatchObject({ status: 302 })
  expect(asked).toHaveLength(1)
})

test('a server that is not there, or breaks the connection, is away', async () => {
  const url = await serve('hang-up')
  expect(await refusal(client().send({ method: 'GET', url, json: null }))).toMatchObject({ reason: 'backend-away' })
  await listener?.close()
  expect(await refusal(client().send({ method: 'GET', url, json: null }))).toEqual({
    reason: 'backend-away',
    detail: 'ECONNREFUSED',
  })
})

test('a server that does not answer is given up', async () => {
  const url = await serve('silence')
  expect(await refusal(client(50).send({ method: 'GET', url, json: null }))).toEqual({
    reason: 'backend-timeout',
    detail: 'no answer within 50 ms',
  })
})
