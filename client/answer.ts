import type { Connection, RequestBody } from './connection.ts'
import { RequestFailure } from './request-failure.ts'

interface Expected<Answer> {
  /** Calls `found` with the answer once it has come; the returned function ends the listening. */
  readonly listen: (found: (answer: Answer) => void) => () => void
  /** ms from the request until the answer must have come. */
  readonly timeout: number
  /** What is said where it does not come, such as `no answer to a key lookup`. */
  readonly missing: string
}

/**
 * Asks for something that comes as an event of its own, after the ack or before it (sylkrtc-protocol.md §1.6): in Node and React Native before whoever
 * awaited the ack gets to listen. Rejects with a RequestFailure.
 */
export function answerTo<Answer>(
  connection: Connection,
  body: RequestBody,
  { listen, timeout, missing }: Expected<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      for (const unsubscribe of subscriptions) unsubscribe()
      settle()
    }
    const fail = (failure: unknown) => end(() => reject(failure))
    const subscriptions = [
      listen((answer) => end(() => resolve(answer))),
      connection.on('state', () => fail(new RequestFailure('disconnected', 'the connection to the gateway was lost'))),
    ]
    const timer = setTimeout(() => fail(new RequestFailure('timeout', `${missing} within ${timeout} ms`)), timeout)
    connection.request(body).catch(fail)
  })
}
