import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
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
async function connected(
  silence = 600_000,
): Promise<{ socket: Socket; time: Time; messages: Uint8Array[]; arrived: () => Promise<unknown> }> {
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
  new StreamConnection(accepted, 'tcp', { name: 'c0ffee', opened: 'by-peer', silence }, listener, time)
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

test('who says nothing, and is told nothing, for as long as may be, is hung up on', async () => {
  const { socket } = await connected(20)
  await once(socket, 'close')
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

/** A socket whose other end reads nothing; it keeps what is written first. */
class DeafSocket extends Socket {
  readonly writes: Uint8Array[] = []

  override _write(chunk: Uint8Array): void {
    this.writes.push(chunk)
  }
}

function deaf(): { socket: DeafSocket; time: Time; connection: StreamConnection } {
  const time = new Time()
  const socket = new DeafSocket()
  socket.on('error', () => {})
  const connection = new StreamConnection(
    socket,
    'tcp',
    { name: 'c0ffee', opened: 'by-peer', silence: 600_000 },
    { message: () => {}, broken: () => {}, closed: () => {} },
    time,
  )
  return { socket, time, connection }
}

test('who pings on and on without reading is owed one pong, and hung up on', () => {
  const { socket, time } = deaf()
  for (let count = 0; count < 100; count++) socket.emit('data', Buffer.from('\r\n\r\n'.repeat(1000)))
  expect(socket.writableLength).toBe(2)
  expect(socket.destroyed).toBe(false)
  time.pass()
  expect(socket.destroyed).toBe(true)
})

test('small messages that wait count for what they cost', () => {
  const { socket, connection } = deaf()
  let sent = 0
  while (connection.isOpen && sent < 100_000) {
    connection.send(Buffer.from('.'), { address: '192.0.2.1', port: 5060 }, () => {})
    sent++
  }
  expect(sent).toBeLessThan(5000)
  expect(socket.destroyed).toBe(true)
})

test('each ping of a peer that reads has its pong', async () => {
  const { socket, time } = await connected()
  for (let count = 0; count < 3; count++) {
    const pong = once(socket, 'data')
    socket.write('\r\n\r\n')
    expect(String((await pong)[0])).toBe('\r\n')
  }
  expect(time.tasks.size).toBe(0)
})
