import type { Jid } from '@weft/protocols/xmpp/jid'
import type { LocalChatroom } from '../../../core/chatroom/local-chatroom.ts'
import { type NamedUser, nicksOf } from './nicks.ts'

/** What is different in a room, for who sees it as XMPP does. */
export type RosterChange =
  | { readonly kind: 'came'; readonly user: NamedUser }
  | { readonly kind: 'renamed'; readonly user: NamedUser; readonly before: string }
  | { readonly kind: 'left'; readonly user: NamedUser }

/** Somebody who is told of a room. */
export interface RosterListener {
  rosterChanged(change: RosterChange): void
  subjectChanged(subject: string): void
}

/** A chat room of ours as XMPP sees it: who is in it, by nick, and what changes of that; worked out once for all occupants. */
export class MucRoom {
  readonly address: Jid
  readonly chatroom: LocalChatroom
  readonly #listeners = new Set<RosterListener>()
  readonly #stopWatching: () => void
  #users: readonly NamedUser[] = []
  #subject: string

  /** `over`: the chat room is not there any more. */
  constructor(address: Jid, chatroom: LocalChatroom, over: () => void) {
    this.address = address
    this.chatroom = chatroom
    this.#subject = chatroom.subject
    this.#users = nicksOf(chatroom.participants)
    this.#stopWatching = chatroom.watch({ changed: () => this.#changed(), ended: over })
  }

  /** Who is in it, in the order in which they came. */
  get users(): readonly NamedUser[] {
    return this.#users
  }

  get subject(): string {
    return this.#subject
  }

  /** How many are told of it. */
  get listeners(): number {
    return this.#listeners.size
  }

  add(listener: RosterListener): void {
    this.#listeners.add(listener)
  }

  remove(listener: RosterListener): void {
    this.#listeners.delete(listener)
  }

  close(): void {
    this.#stopWatching()
  }

  #changed(): void {
    const before = this.#users
    this.#users = nicksOf(this.chatroom.participants)
    for (const change of changesOf(before, this.#users))
      for (const listener of [...this.#listeners]) listener.rosterChanged(change)
    if (this.chatroom.subject === this.#subject) return
    this.#subject = this.chatroom.subject
    for (const listener of [...this.#listeners]) listener.subjectChanged(this.#subject)
  }
}

/** Those who left first, so that nobody is seen under a name that another one still has. */
function changesOf(before: readonly NamedUser[], after: readonly NamedUser[]): readonly RosterChange[] {
  const were = new Map(before.map((user) => [user.user, user]))
  const are = new Map(after.map((user) => [user.user, user]))
  return [
    ...before.flatMap((user): RosterChange[] => (are.has(user.user) ? [] : [{ kind: 'left', user }])),
    ...after.flatMap((user): RosterChange[] => {
      const was = were.get(user.user)
      if (!was) return [{ kind: 'came', user }]
      return was.nick === user.nick ? [] : [{ kind: 'renamed', user, before: was.nick }]
    }),
  ]
}
