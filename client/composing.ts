import type { Account } from './account.ts'
import { conversationKey } from './conversation-message.ts'
import { Emitter } from './emitter.ts'
import type { AccountEvent } from './frame.ts'

/** Without a keystroke for so long nobody is writing any more (RFC 3994 §3.2). */
const IDLE_AFTER_MS = 15_000
/** Whoever goes on writing says so again (§3.3, which wants at least 60 s). */
const REFRESH_S = 90
/** What somebody said holds for so long, where he did not say (§3.3). */
const USUAL_REFRESH_S = 120
/** Nobody is believed for longer, whatever he says. */
const LONGEST_REFRESH_S = 600
/** Contacts that write at a time; more are nobody that a person talks to. */
const MOST_WRITERS = 100

const CONTENT_TYPE = 'application/im-iscomposing+xml'

/** What others have been told of this user, who writes to them. */
interface Told {
  readonly idle: ReturnType<typeof setTimeout>
  /** When to say it again, ms since the epoch. */
  readonly refreshAt: number
}

interface ComposingEvents {
  /** `contact` has begun or stopped. */
  change: { readonly contact: string; readonly isComposing: boolean }
}

/**
 * Who is writing just now: contacts to this user, and this user to contacts (RFC 3994). Nothing of it is kept anywhere, and what
 * cannot be told at once is not told.
 *
 * ```ts
 * const composing = new Composing(account)
 * composing.on('change', ({ contact, isComposing }) => …)   // also: composing.isComposing('bob@example.com')
 * input.oninput = () => (input.value === '' ? composing.stopped(bob) : composing.typed(bob))
 * composing.sent(bob)                                       // the message says that it was written
 * ```
 */
export class Composing extends Emitter<ComposingEvents> {
  readonly #account: Account
  readonly #subscriptions: readonly (() => void)[]
  readonly #told = new Map<string, Told>()
  /** Until when contacts are believed to be writing. */
  readonly #writers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(account: Account) {
    super()
    this.#account = account
    this.#subscriptions = [
      account.connection.on('account', (event) => this.#take(event)),
      account.on('state', ({ kind }) => kind === 'offline' && this.#forget()),
    ]
  }

  /** Whether a contact is writing to this user. @param contact `user@domain` */
  isComposing(contact: string): boolean {
    return this.#writers.has(conversationKey(contact))
  }

  /** The user has typed something for a contact: to be called at every keystroke. */
  typed(contact: string): void {
    const key = conversationKey(contact)
    const told = this.#told.get(key)
    clearTimeout(told?.idle)
    const now = Date.now()
    const isNews = told === undefined || now >= told.refreshAt
    this.#told.set(key, {
      idle: setTimeout(() => this.stopped(contact), IDLE_AFTER_MS),
      refreshAt: isNews ? now + REFRESH_S * 1000 : told.refreshAt,
    })
    if (isNews) this.#tell(contact, 'active')
  }

  /** The user writes no more: nothing is left of the text, or it was put aside. */
  stopped(contact: string): void {
    if (this.#finish(contact)) this.#tell(contact, 'idle')
  }

  /** What the user wrote is sent, which says by itself that it was written (§3.2). */
  sent(contact: string): void {
    this.#finish(contact)
  }

  /** Tells and hears nothing any more. */
  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#forget()
  }

  /** Returns whether it was under way. */
  #finish(contact: string): boolean {
    const key = conversationKey(contact)
    clearTimeout(this.#told.get(key)?.idle)
    return this.#told.delete(key)
  }

  #tell(contact: string, state: 'active' | 'idle'): void {
    if (this.#account.state.kind !== 'registered') return
    const refresh = state === 'active' ? `<refresh>${REFRESH_S}</refresh>` : ''
    const content =
      '<?xml version="1.0" encoding="UTF-8"?><isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">' +
      `<state>${state}</state><contenttype>text/plain</contenttype>${refresh}</isComposing>`
    const { messages } = this.#account
    const envelope = { id: messages.newId(), contact, content, contentType: CONTENT_TYPE, timestamp: new Date().toISOString() }
    // Whether it got there matters to nobody.
    messages.transmit(envelope).catch(() => undefined)
  }

  #take(event: AccountEvent): void {
    if (event.account !== this.#account.address) return
    if (event.event === 'message') this.#hear(event.sender.uri, 0)
    if (event.event !== 'composing-indication') return
    const { sender, state, refresh } = event
    const seconds = state === 'active' ? Math.min(refresh ?? USUAL_REFRESH_S, LONGEST_REFRESH_S) : 0
    this.#hear(sender.uri, seconds)
  }

  /** @param seconds for which somebody is writing; 0: no more */
  #hear(contact: string, seconds: number): void {
    const key = conversationKey(contact)
    const before = this.#writers.get(key)
    clearTimeout(before)
    if (seconds > 0) {
      if (before === undefined && this.#writers.size >= MOST_WRITERS) return
      this.#writers.set(
        key,
        setTimeout(() => this.#hear(contact, 0), seconds * 1000),
      )
    } else this.#writers.delete(key)
    const isComposing = seconds > 0
    if (isComposing !== (before !== undefined)) this.emit('change', { contact, isComposing })
  }

  /** There is no connection: nobody knows who is writing. */
  #forget(): void {
    for (const { idle } of this.#told.values()) clearTimeout(idle)
    this.#told.clear()
    for (const contact of [...this.#writers.keys()]) this.#hear(contact, 0)
  }
}
