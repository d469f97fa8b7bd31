import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const BUFFER = 4_194_304
const COPIED = /^(?:via|from|call-id|cseq|record-route):/i

/** A phone on that port of loopback that answers every request but ACK with 200, as long as the process lives. */
export async function answerEverything(port: number): Promise<void> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER }).bind(port, '127.0.0.1')
  await once(socket, 'listening')
  socket.unref()
  socket.on('message', (message, peer) => {
    const head = message.toString('latin1', 0, message.indexOf('\r\n\r\n'))
    if (head.startsWith('SIP/2.0') || head.startsWith('ACK')) return
    const lines = ['SIP/2.0 200 OK']
    for (const line of head.split('\r\n')) {
      if (COPIED.test(line)) lines.push(line)
      else if (/^to:/i.test(line)) lines.push(`${line};tag=phone`)
    }
    socket.send(`${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, peer.port, peer.address)
  })
}
