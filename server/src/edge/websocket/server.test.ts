import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { WebSocketEdge } from './server.ts'

const INTERVAL = 120_000

/** A clock that stands still until it is told to go on. */
class OwnClock implements Clock {
  #now = 0
  #tasks: { readonly at: number; readonly task: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(delay: number, task: () => void): () => void {
    const entry = { at: this.#now + delay, task }
    this.#tasks.push(entry)
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry)
    }
  }

  pass(time: number): void {
    this.#now += time
    const due = this.#tasks.filter(({ at }) => at <= this.#now)
    this.#tasks = this.#tasks.filter(({ at }) => at > this.#now)
    for (const { task } of due) task()
  }
}

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const end of cleanUp.splice(0)) end()
})

/** An edge whose time the test owns, and a client that answers no pings. */
async function connect() {
  const clock = new OwnClock()
  const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silent }
  const limits = { requestsPerSecond: 0, requestBurst: 1, slowReaderBytes: 65_536 }
  const edge = new WebSocketEdge(
    { connect: () => ({ receive: () => {}, closed: () => {} }) },
    {
      limits,
      maxFrameSize: 65_536,
      connectionsPerAddress: 0,
      pingInterval: INTERVAL,
      originAllowed: () => true,
      product: 'test',
      addressOf: () => 'here',
    },
    { clock, log: silent, random: { id: () => 'id' }, trace: null },
  )
  const http = createServer()
  edge.attach(http)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/webrtcgateway/ws`
  const client = new WebSocket(url, 'sylkRTC-2', { autoPong: false })
  cleanUp.push(
    () => client.terminate(),
    () => http.close(),
  )
  await once(client, 'message')
  return { clock, edge, client }
}

test('[12.7] a client that answers no ping is dropped half an interval after it was asked, and it is asked every interval', async () => {
  const { clock, edge, client } = await connect()
  const asked = once(client, 'ping')
  clock.pass(INTERVAL / 2)
  await asked
  clock.pass(INTERVAL / 2 - 1)
  expect(edge.size).toBe(1)
  const closed = once(client, 'close')
  clock.pass(1)
  expect(await closed).toEqual([1006, Buffer.alloc(0)])
})
