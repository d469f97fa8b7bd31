import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Clock } from '../../../ports/clock.ts'
import { StreamConnection } from './stream-connection.ts'

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

/** Time that passes when told to. */
class Time implements Clock {
  readonly tasks = new Set<() => void>()

  now(): number {
    return 0
  }

  after(_delay: number, task: () => void): () => void {
    this.tasks.add(task)
    return () => this.tasks.delete(task)
  }

  pass(): void {
    for (const task of this.tasks) task()
  }
}

/** A connection and its other end. */
async function connected(): Promise<{ socket: Socket; time: Time; messages: Uint8Array[]; arrived: () => Promise<unknown> }> {
  const time = new Time()
  const messages: Uint8Array[] = []
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  const [accepted]: Socket[] = await once(server, 'connection')
  if (!accepted) throw new Error('no connection')
  const listener = {
    message: (bytes: Uint8Array) => messages.push(bytes),
    broken: () => {},
    closed: () => {},
  }
  new StreamConnection(accepted, 'tcp', 'by-peer', listener, time)
  endings.push(() => {
    socket.destroy()
    server.close()
  })
  return { socket, time, messages, arrived: () => once(accepted, 'data') }
}

test('who begins a message and does not end it is hung up on', async () => {
  const { socket, time, arrived } = await connected()
  socket.write('OPTIONS sip:a.test SIP/2.0\r\nVia')
  await arrived()
  const closed = once(socket, 'close')
  time.pass()
  await closed
})

test('who has said all is given time', async () => {
  const { socket, time, messages, arrived } = await connected()
  socket.write('OPTIONS sip:a.test SIP/2.0\r\n')
  await arrived()
  socket.write('Content-Length: 0\r\n\r\n')
  await arrived()
  expect(messages).toHaveLength(1)
  expect(time.tasks.size).toBe(0)
})
