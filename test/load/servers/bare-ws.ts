// The least that a server of this kind can do: `ws` as Weft uses it, JSON parsed and answered, nothing else. `node bare-ws.ts PORT`.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const server = createServer()
const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: () => 'sylkRTC-2' })
server.on('upgrade', (request, socket, head) => {
  webSockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data) => {
      const request = JSON.parse(data.toString())
      if (request.sylkrtc === 'ping') client.send(JSON.stringify({ sylkrtc: 'ack', transaction: request.transaction }))
    })
    client.send(JSON.stringify({ sylkrtc: 'ready-event' }))
  })
})
server.listen(Number(process.argv[2]), '127.0.0.1')
