// The least that a room can do: what its speaker writes is written to all who hear, and what those answer is read and dropped. `node bare-fan-out.ts PORT`.
// Who connects says in his first line which he is, in which room: `hear ROOM` or `speak ROOM`, and gets an empty line for it.
import { createServer, type Socket } from 'node:net'

const rooms = new Map<string, Set<Socket>>()

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.once('data', (line) => {
    const [what, name = ''] = line.toString().trimEnd().split(' ')
    const hearers = rooms.get(name) ?? new Set()
    rooms.set(name, hearers)
    if (what === 'hear') hearers.add(socket)
    socket.on('close', () => hearers.delete(socket))
    socket.on('data', (bytes) => {
      if (what === 'speak') for (const hearer of hearers) hearer.write(bytes)
    })
    socket.write('\r\n')
  })
})
server.listen(Number(process.argv[2]), '127.0.0.1')
