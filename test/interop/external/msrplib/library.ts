import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const PROGRAM = fileURLToPath(new URL('./peer.py', import.meta.url))
/** Debian's, which Debian's packages belong to. */
const PYTHON = '/usr/bin/python3'

const answerSchema = z.object({
  order: z.number(),
  error: z.string().optional(),
  /** Of an end that is prepared. */
  path: z.string().optional(),
  /** The responses to the chunks of a message. */
  codes: z.array(z.number()).optional(),
  /** The response to any other request. */
  code: z.number().optional(),
  comment: z.string().optional(),
  offset: z.string().nullable().optional(),
})
const eventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('chunk'),
    session: z.string(),
    message: z.string(),
    type: z.string(),
    /** Of its first byte, counted from 1. */
    start: z.number(),
    total: z.number().nullable(),
    flag: z.string(),
    body: z.base64().transform((text) => Buffer.from(text, 'base64')),
  }),
  z.object({ event: z.literal('report'), session: z.string(), message: z.string(), code: z.number(), comment: z.string() }),
  z.object({ event: z.literal('ended'), session: z.string(), why: z.string() }),
])

export type LibraryAnswer = z.infer<typeof answerSchema>
export type LibraryEvent = z.infer<typeof eventSchema>

/** A process with python3-msrplib in it, which works several ends of sessions; what they are told to do is in peer.py. */
export class MsrpLibrary {
  readonly #type: (line: string) => void
  readonly #end: () => Promise<void>
  readonly #orders = new Map<number, PromiseWithResolvers<LibraryAnswer>>()
  readonly #listeners = new Map<string, (event: LibraryEvent) => void>()
  #count = 0

  /** @param directory with checkouts of the library and those that it needs */
  constructor(directory: string) {
    const child = spawn(PYTHON, [PROGRAM, directory], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    this.#type = (line) => child.stdin.write(`${line}\n`)
    this.#end = async () => {
      child.stdin.end()
      await ended
    }
    child.stdin.on('error', () => {})
    createInterface(child.stdout).on('line', (line) => this.#take(JSON.parse(line)))
    void ended.then(([code]) => {
      for (const { reject } of this.#orders.values()) reject(new Error(`${PROGRAM} ended with code ${code}`))
    })
  }

  /** Has `listener` told what happens to an end. */
  listen(session: string, listener: (event: LibraryEvent) => void): void {
    this.#listeners.set(session, listener)
  }

  /** Has an end do something; resolves when that is done, with what came of it. Rejects with what the library has thrown. */
  order(session: string, what: string, details: Readonly<Record<string, unknown>> = {}): Promise<LibraryAnswer> {
    const order = ++this.#count
    const answer = Promise.withResolvers<LibraryAnswer>()
    this.#orders.set(order, answer)
    this.#type(JSON.stringify({ order, do: what, session, ...details }))
    return answer.promise
  }

  stop(): Promise<void> {
    return this.#end()
  }

  #take(line: unknown): void {
    const answer = answerSchema.safeParse(line)
    if (!answer.success) {
      const event = eventSchema.parse(line)
      this.#listeners.get(event.session)?.(event)
      return
    }
    const { order, error } = answer.data
    const waiting = this.#orders.get(order)
    this.#orders.delete(order)
    if (error === undefined) waiting?.resolve(answer.data)
    else waiting?.reject(new Error(`python3-msrplib: ${error}`))
  }
}
