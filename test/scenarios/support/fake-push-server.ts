import { Inbox } from '../../contract/inbox.ts'
import { type HttpAsked, type HttpReaction, listenHttp } from './http-listener.ts'

/** A notification as the push server read it. */
export interface Pushed {
  readonly asked: HttpAsked
  readonly fields: Readonly<Record<string, unknown>>
}

/** A push server on loopback. */
export interface FakePushServer {
  readonly url: string
  /** What came, in order. */
  readonly pushed: Inbox<Pushed>
  /** From now on it answers so, instead of 200 to everything. */
  answer(react: (pushed: Pushed) => HttpReaction | Promise<HttpReaction>): void
  close(): Promise<void>
}

/** The answer of a push server whose apps have gone: `token` is what it says of whom. */
export function goneAnswer(token: unknown): HttpReaction {
  return { status: 410, body: JSON.stringify({ code: 410, description: 'push failed', data: { token, reason: 'Unregistered' } }) }
}

export async function startFakePushServer(): Promise<FakePushServer> {
  const pushed = new Inbox<Pushed>('push notification')
  let react: Parameters<FakePushServer['answer']>[0] = () => ({ status: 200, body: '{"code":200,"description":"","data":{}}' })
  const listener = await listenHttp((asked) => {
    const notification = { asked, fields: JSON.parse(asked.body) }
    pushed.put(notification)
    return react(notification)
  })
  return {
    url: `${listener.url}/push`,
    pushed,
    answer: (other) => {
      react = other
    },
    close: () => listener.close(),
  }
}
