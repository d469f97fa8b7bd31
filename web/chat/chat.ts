import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { furthest, type Message, type Receipt } from '@weft/client/message'
import type { MessageChange } from '@weft/client/message-change'
import type { Messages } from '@weft/client/messages'
import { RequestFailure } from '@weft/client/request-failure'
import { isForPeople } from './message-text.ts'

export interface ChatMessage extends Message {
  /** What was said of a failure; `""` otherwise. */
  readonly reason: string
}

/** Everything exchanged with one contact. */
export interface Conversation {
  /** Tells conversations apart: addresses may be written in any case. */
  readonly key: string
  readonly uri: string
  readonly displayName: string
  /** By the time they were sent. */
  readonly messages: readonly ChatMessage[]
  /** How many nobody has seen yet on any device. */
  readonly unread: number
}

const keyOf = (contact: string): string => contact.toLowerCase()
const isUnread = ({ owed }: Message): boolean => owed.includes('displayed')
const timeOf = ({ timestamp }: Message): number => Date.parse(timestamp) || 0

/** Ids are their senders' own, so one of somebody else's must not pass for one of ours. */
const slotOf = ({ direction, contact, id }: Pick<Message, 'direction' | 'contact' | 'id'>): string =>
  direction === 'outgoing' ? `out ${id}` : `in ${keyOf(contact)} ${id}`

/** The messages of the account that is logged in: what the journal has, what happens, and what the senders of messages are told. */
export class Chat {
  /** Latest first. */
  readonly conversations = computed<readonly Conversation[]>(() => this.#grouped())
  readonly open = computed(() => this.conversations.value.find(({ key }) => key === this.#openKey.value) ?? null)
  /** The journal is being read for the first time. */
  readonly loading = signal(true)
  readonly #messages: Messages
  readonly #visible: ReadonlySignal<boolean>
  readonly #known = new Map<string, ChatMessage>()
  /** Counts the changes of what is known. */
  readonly #version = signal(0)
  readonly #openKey = signal<string | null>(null)
  /** As it was typed or written last; the conversation may have no message yet. */
  readonly #openUri = signal('')
  readonly #subscriptions: readonly (() => void)[]
  #cursor: string | null = null
  #catchingUp = false
  #telling = false

  /** @param visible whether the page can be seen at all */
  constructor(messages: Messages, visible: ReadonlySignal<boolean>) {
    this.#messages = messages
    this.#visible = visible
    this.#subscriptions = [
      messages.on('change', (change) => {
        this.#apply(change)
        this.#changed()
      }),
      visible.subscribe(() => void this.#tell()),
    ]
  }

  /** Reads what the journal has that isn't known yet. To be called whenever the account has been registered. */
  async catchUp(): Promise<void> {
    if (this.#catchingUp) return
    this.#catchingUp = true
    try {
      for await (const { changes, cursor } of this.#messages.history(this.#cursor)) {
        for (const change of changes) this.#apply(change)
        this.#cursor = cursor
        this.#version.value++
      }
      this.loading.value = false
    } catch (error) {
      // With the next registration it goes on where it stopped.
      if (!(error instanceof RequestFailure)) throw error
    } finally {
      this.#catchingUp = false
    }
    void this.#tell()
  }

  /** Shows what was exchanged with somebody, and a place to write. @param uri `user@domain` */
  show(uri: string): void {
    this.#openUri.value = uri
    this.#openKey.value = keyOf(uri)
    void this.#tell()
  }

  hide(): void {
    this.#openKey.value = null
  }

  send(uri: string, text: string): void {
    this.#messages.send(uri, text)
  }

  sendAgain(message: Message): void {
    this.#messages.sendAgain(message)
  }

  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
  }

  #changed(): void {
    this.#version.value++
    void this.#tell()
  }

  #apply(change: MessageChange): void {
    switch (change.kind) {
      case 'message':
        this.#put(change.message)
        break
      case 'state': {
        const { id, state, reason } = change
        const slot = slotOf({ direction: 'outgoing', contact: '', id })
        const known = this.#known.get(slot)
        if (known === undefined) break
        const now = furthest(known.state, state)
        this.#known.set(slot, { ...known, state: now, reason: now === state ? reason : known.reason })
        break
      }
      case 'removed':
        for (const direction of ['incoming', 'outgoing'] as const) this.#known.delete(slotOf({ ...change, direction }))
        break
      case 'read':
        for (const [slot, message] of this.#of(change.contact))
          this.#known.set(slot, { ...message, owed: message.owed.filter((receipt) => receipt !== 'displayed') })
        break
      case 'conversation-removed':
        for (const [slot, message] of this.#of(change.contact))
          if (timeOf(message) <= Date.parse(change.until)) this.#known.delete(slot)
        break
    }
  }

  /** Of what is known already only the state is news: the journal says again what was told before. */
  #put(message: Message): void {
    if (!isForPeople(message.contentType)) return
    const slot = slotOf(message)
    const known = this.#known.get(slot)
    if (known === undefined) this.#known.set(slot, { ...message, reason: '' })
    else this.#known.set(slot, { ...known, state: furthest(known.state, message.state), reason: '' })
  }

  #of(contact: string): [string, ChatMessage][] {
    const key = keyOf(contact)
    return [...this.#known].filter(([, message]) => keyOf(message.contact) === key)
  }

  /** Tells the senders what they wait for: that a message has come and, where it is shown, that it was seen. */
  async #tell(): Promise<void> {
    if (this.#telling || this.#catchingUp) return
    this.#telling = true
    try {
      for (let due = this.#due(); due.length > 0; due = this.#due()) {
        for (const [slot, receipt] of due) await this.#acknowledge(slot, receipt)
        const seen = new Set(
          due.flatMap(([slot, receipt]) => (receipt === 'displayed' ? (this.#known.get(slot)?.contact ?? []) : [])),
        )
        for (const contact of seen) await this.#messages.markRead(contact)
      }
    } catch (error) {
      // Nobody can be told now; what is still owed is told after the next registration.
      if (!(error instanceof RequestFailure)) throw error
    } finally {
      this.#telling = false
    }
  }

  #due(): readonly (readonly [slot: string, receipt: Receipt])[] {
    const shown = this.#visible.peek() ? this.#openKey.peek() : null
    return [...this.#known].flatMap(([slot, { owed, contact }]) =>
      owed.flatMap((receipt) => (receipt !== 'displayed' || keyOf(contact) === shown ? [[slot, receipt] as const] : [])),
    )
  }

  async #acknowledge(slot: string, receipt: Receipt): Promise<void> {
    const message = this.#known.get(slot)
    if (message === undefined || !message.owed.includes(receipt)) return
    await this.#messages.acknowledge(message, receipt).catch((error: unknown) => {
      // What the gateway refuses once it would refuse again; whatever else went wrong may pass.
      if (!(error instanceof RequestFailure && error.kind === 'refused')) throw error
    })
    const now = this.#known.get(slot)
    if (now !== undefined) this.#known.set(slot, { ...now, owed: now.owed.filter((other) => other !== receipt) })
    this.#version.value++
  }

  #grouped(): readonly Conversation[] {
    // What is known is no signal itself.
    void this.#version.value
    const groups = new Map<string, ChatMessage[]>()
    const openKey = this.#openKey.value
    if (openKey !== null) groups.set(openKey, [])
    for (const message of this.#known.values()) {
      const key = keyOf(message.contact)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [message])
      else group.push(message)
    }
    const conversations = [...groups].map(([key, messages]) => conversation(key, messages, this.#openUri.value))
    const latest = ({ messages }: Conversation): number => {
      const last = messages.at(-1)
      return last === undefined ? Number.POSITIVE_INFINITY : timeOf(last)
    }
    return conversations.sort((one, other) => latest(other) - latest(one))
  }
}

function conversation(key: string, unsorted: readonly ChatMessage[], openUri: string): Conversation {
  const messages = [...unsorted].sort((one, other) => timeOf(one) - timeOf(other))
  return {
    key,
    uri: messages.at(-1)?.contact ?? openUri,
    displayName: messages.findLast(({ displayName }) => displayName !== '')?.displayName ?? '',
    messages,
    unread: messages.filter(isUnread).length,
  }
}
