import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Platform } from '@weft/client/platform'
import type { HttpAnswer, HttpUpload } from '@weft/client/xhr-upload'

/** Bytes that go out at a time, of which it is told. */
const PIECE = 65_536

async function upload({ url, body, onProgress, signal }: HttpUpload): Promise<HttpAnswer> {
  const bytes = new Uint8Array(await body.arrayBuffer())
  const headers = { 'Content-Length': bytes.length, ...(body.type !== '' && { 'Content-Type': body.type }) }
  const posted = request(url, { method: 'POST', headers, signal })
  const answered = new Promise<HttpAnswer>((resolve, reject) => {
    posted.on('error', reject)
    posted.on('response', (response) => {
      text(response).then((said) => resolve({ status: response.statusCode ?? 0, text: said }), reject)
    })
  })
  async function* pieces() {
    for (let start = 0; start < bytes.length; start += PIECE) {
      yield bytes.subarray(start, start + PIECE)
      onProgress(Math.min(start + PIECE, bytes.length))
    }
  }
  await Promise.all([pipeline(Readable.from(pieces()), posted), answered])
  return answered
}

/** What the SDK needs, in Node: everything but media. */
export function nodePlatform(): Platform {
  const none = (): never => {
    throw new Error('there are no media here')
  }
  return {
    openSocket: (url, subprotocol) => new WebSocket(url, subprotocol),
    newPeerConnection: none,
    newMediaStream: none,
    uuid: () => randomUUID(),
    upload,
    onOnline: () => () => undefined,
  }
}
