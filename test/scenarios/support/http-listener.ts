import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

export interface HttpAsked {
  readonly method: string
  /** As it was sent, percent-encoded. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What a fake HTTP server does with a request. */
export type HttpReaction =
  | { readonly status: number; readonly body?: string | Uint8Array; readonly headers?: Readonly<Record<string, string>> }
  /** Nothing, ever. */
  | 'silence'
  /** Breaks the connection. */
  | 'hang-up'

export interface HttpListener {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  close(): Promise<void>
}

/** An HTTP server on loopback that reacts as `react` says. */
export async function listenHttp(react: (asked: HttpAsked) => HttpReaction | Promise<HttpReaction>): Promise<HttpListener> {
  const server = createServer((request, response) => void answer(request, response))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const { method = '', url = '', headers } = request
    const reaction = await react({ method, path: url, headers, body })
    if (reaction === 'hang-up') request.socket.destroy()
    else if (reaction !== 'silence') response.writeHead(reaction.status, reaction.headers).end(reaction.body)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
