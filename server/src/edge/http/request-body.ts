import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../ports/clock.ts'

/** ms in which at least so many bytes of a body must come: a mobile phone in a tunnel may be silent for a while. */
const WINDOW = 60_000
const LEAST_IN_WINDOW = 16_384

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Drops a client whose body has not come whole, read by us or not, within `patience` ms. */
export function limitBody(request: IncomingMessage, clock: Clock, patience: number): void {
  if (request.complete || request.destroyed || !hasBody(request)) return
  // A request that is over has no socket any more, whatever its type says.
  const { socket } = request
  const cancel = clock.after(patience, () => {
    if (!request.complete) socket.destroy()
  })
  request.once('close', cancel)
}

/** The body as it comes, each piece good until the next is asked for; breaks off where it comes too slowly for anybody who means it. */
export async function* pacedBody(request: IncomingMessage, clock: Clock): AsyncGenerator<Uint8Array> {
  let bytes = 0
  const watch = (): (() => void) =>
    clock.after(WINDOW, () => {
      if (bytes < LEAST_IN_WINDOW) request.destroy()
      bytes = 0
      cancel = watch()
    })
  let cancel = watch()
  try {
    // Who has enough of it still has to be answered.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length
      yield chunk
      release(chunk)
    }
  } finally {
    cancel()
  }
}

/**
 * Gives a piece's memory back at once, unless something else may be in it. Garbage outside V8's heap is collected late: without this, uploads take some
 * 20 MB more, and twice the time.
 */
function release({ buffer, byteOffset, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength) buffer.transfer(0)
}
