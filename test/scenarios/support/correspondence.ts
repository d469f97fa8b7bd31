import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { journalWords } from '../../../server/src/applications/gateway/journal-words.ts'
import { type Device, Devices } from '../../../server/src/core/devices.ts'
import type { AccountEvent, VisibleEntry } from '../../../server/src/core/events.ts'
import { Messaging } from '../../../server/src/core/message/messaging.ts'
import { Outbox } from '../../../server/src/core/message/outbox.ts'
import type { Envelope } from '../../../server/src/ports/message-road.ts'
import type { Store } from '../../../server/src/ports/store.ts'
import { RecordingLog } from './log.ts'

export interface ConversedAction {
  readonly what: 'send' | 'resend' | 'receipt' | 'remove' | 'copy' | 'sync' | 'leave' | 'come'
  readonly who: 0 | 1
  readonly device: 0 | 1 | 2
  /** Of what was sent before. */
  readonly which: number
  readonly state: 'delivered' | 'displayed' | 'error'
  /** Whether all that was begun is over before anything else happens. */
  readonly settle: boolean
}

interface Sent {
  readonly id: string
  readonly from: 0 | 1
}

/** What has come of a message, as a device shows it: on its way, there, or seen. */
type Shown = 'sent' | 'failed' | 'delivered' | 'displayed' | 'error' | 'forbidden' | 'received'

const FINAL = new Set(['displayed', 'received'])
const AFTER_DELIVERED = new Set(['delivered', 'displayed', 'error'])

/** A device that may come and go: what it was told, and what it has read of the journal. */
class Client implements Device {
  readonly clientAddress = '192.0.2.7'
  readonly party
  readonly told: AccountEvent[] = []
  readonly #messages = new Map<string, Shown>()
  #cursor: string | null = null
  here = false

  constructor(uri: string) {
    this.party = { uri, displayName: '' }
  }

  tell(event: AccountEvent): void {
    this.told.push(event)
  }

  async ha1(): Promise<null> {
    return null
  }

  /** Reads the journal to its end, from where it was. */
  async sync(messaging: Messaging): Promise<void> {
    for (;;) {
      const entries = await messaging.pages.page(this.party.uri, { after: this.#cursor, since: null, limit: 3 })
      for (const entry of entries) this.#read(entry)
      const last = entries.at(-1)
      if (last === undefined) return
      this.#cursor = last.messageId
    }
  }

  get view(): readonly [string, Shown][] {
    return [...this.#messages]
  }

  #read({ messageId, contentType, content, state }: VisibleEntry): void {
    if (contentType === 'application/sylk-message-remove') this.#messages.delete(String(JSON.parse(content).message_id))
    else if (contentType === 'message/imdn') {
      const { message_id, state: next } = JSON.parse(content)
      if (this.#messages.has(message_id)) this.#messages.set(message_id, shown(next))
    } else if (state !== null) this.#messages.set(messageId, shown(state))
  }
}

/** A device that was away does not learn that a server took a message before its recipient says anything: that is in no record. */
function shown(state: string): Shown {
  return state === 'pending' || state === 'accepted' ? 'sent' : (state as Shown)
}

/** Two accounts with three devices each, a road that takes everything, and a proxy that brings copies back whenever it likes. */
export class Correspondence {
  readonly #store: Store
  readonly #messaging: Messaging
  readonly #clients: readonly (readonly Client[])[]
  readonly #accounts: readonly [string, string]
  readonly #sent: Sent[] = []
  readonly #passed: Envelope[] = []
  readonly #removed: (Sent & { readonly by: 0 | 1 })[] = []
  readonly #begun = new Set<Promise<void>>()
  readonly #states = new Map<string, string>()
  #count = 0
  /** Ids of messages that were acknowledged. */
  readonly acknowledged = new Set<string>()
  /** States that went back. */
  readonly regressions: string[] = []

  constructor(store: Store, run: number) {
    this.#store = store
    this.#accounts = [`alice${run}@weft.test`, `bob${run}@weft.test`]
    this.#clients = this.#accounts.map((account) => [new Client(account), new Client(account), new Client(account)])
    const outbox = new Outbox({
      send: async (envelope) => {
        await new Promise(setImmediate)
        this.#passed.push(envelope)
        return { code: 200, reason: 'OK' }
      },
    })
    this.#messaging = new Messaging({
      ...{ clock: systemClock, random: systemRandom, log: new RecordingLog(), outbox, devices: new Devices() },
      ...{ journals: store.journals, publicKeys: store.publicKeys, apiTokens: store.apiTokens },
      words: journalWords((account) => account),
      wake: () => {},
      transferRemoved: () => {},
    })
  }

  async begin(): Promise<void> {
    for (const client of this.#clients.flat()) await this.#come(client)
  }

  async act(action: ConversedAction): Promise<void> {
    const work = this.#perform(action).finally(() => this.#begun.delete(work))
    this.#begun.add(work)
    if (action.settle) await this.#settle()
  }

  /** Everything that was begun is over, and everybody has read everything. */
  async end(): Promise<void> {
    await this.#settle()
    await this.#messaging.close()
    await this.#watch()
    for (const client of this.#clients.flat()) await client.sync(this.#messaging)
  }

  async journal(who: 0 | 1): Promise<readonly VisibleEntry[]> {
    return this.#messaging.pages.page(this.#accounts[who], { after: null, since: null, limit: null })
  }

  /** Ids of acknowledged messages that have to be in the journal. */
  expected(who: 0 | 1): string[] {
    const gone = new Set(this.#removed.filter(({ by, from }) => by === who || by === from).map(({ id }) => id))
    return [...this.acknowledged].filter((id) => !gone.has(id)).sort()
  }

  async views(who: 0 | 1): Promise<(readonly [string, Shown][])[]> {
    return (this.#clients[who] ?? []).map(({ view }) => view)
  }

  /** How far each message has come, as the journal has it. */
  async fates(who: 0 | 1): Promise<(readonly [string, Shown])[]> {
    const messages = (await this.journal(who)).filter(({ contentType, state }) => contentType === 'text/plain' && state !== null)
    return messages.map(({ messageId, state }) => [messageId, shown(String(state))])
  }

  /** What a device sees that has never been here. */
  async freshView(who: 0 | 1): Promise<readonly [string, Shown][]> {
    const client = new Client(this.#accounts[who])
    await client.sync(this.#messaging)
    return client.view
  }

  /** Messages of which a device was told what became of them before it was told that they were sent, or told twice. */
  disorders(): string[] {
    return this.#clients.flat().flatMap(({ told }) => {
      const sent = told.flatMap((event) => (event.kind === 'sent' ? event.copy.messageId : []))
      const arrived = told.flatMap((event) => (event.kind === 'message' ? event.messageId : []))
      const twice = [...sent, ...arrived].filter((id, index, all) => all.indexOf(id) !== index)
      const early = sent.filter((id) => {
        const first = told.findIndex((event) => event.kind === 'disposition' && event.messageId === id)
        return first >= 0 && first < told.findIndex((event) => event.kind === 'sent' && event.copy.messageId === id)
      })
      return [...twice, ...early]
    })
  }

  async #settle(): Promise<void> {
    while (this.#begun.size > 0) await Promise.all(this.#begun)
    await this.#watch()
  }

  async #perform({ what, who, device, which, state }: ConversedAction): Promise<void> {
    const client = this.#clients[who]?.[device]
    if (!client) return
    if (what === 'come') return this.#come(client)
    if (what === 'leave') return this.#leave(client)
    if (what === 'sync') return client.sync(this.#messaging)
    if (what === 'copy') return this.#copy(which)
    const earlier = this.#sent[which % Math.max(1, this.#sent.length)]
    // Who is not here cannot ask for anything.
    if (!client.here) return
    if (what === 'send') return this.#send(client, { id: `m${++this.#count}`, from: who })
    if (earlier === undefined) return
    if (what === 'resend') return earlier.from === who ? this.#send(client, earlier) : undefined
    if (what === 'remove') return this.#remove(client, { ...earlier, by: who })
    // Nobody speaks of a message before it has come.
    if (earlier.from === who || !this.acknowledged.has(earlier.id)) return
    const about = { author: this.#accounts[earlier.from], messageId: earlier.id, messageTimestamp: 'then', state }
    return this.#messaging.receipts.send(client, about)
  }

  async #send(client: Client, sent: Sent): Promise<void> {
    const target = this.#accounts[sent.from === 0 ? 1 : 0]
    if (!this.#sent.includes(sent)) this.#sent.push(sent)
    const words = { content: sent.id, contentType: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z' }
    await this.#messaging.outgoing.send(client, { transaction: 't', target, messageId: sent.id, ...words })
    this.acknowledged.add(sent.id)
  }

  /** Only what is there: whether a removal or its message comes first is not for the server to say. */
  async #remove(client: Client, removal: Sent & { readonly by: 0 | 1 }): Promise<void> {
    if (!this.acknowledged.has(removal.id)) return
    this.#removed.push(removal)
    const contact = this.#accounts[removal.by === 0 ? 1 : 0]
    await this.#messaging.removals.remove(client, { contact, messageId: removal.id })
  }

  /** The proxy brings back what went out, as often and as late as it likes. */
  async #copy(which: number): Promise<void> {
    const envelope = this.#passed[which % Math.max(1, this.#passed.length)]
    if (envelope?.kind === 'message') {
      const { from: sender, to: recipient, id: messageId, timestamp, dispositions, contentType, content } = envelope
      await this.#messaging.incoming.receive({
        ...{ sender, recipient, messageId, timestamp, dispositions, contentType, content, proved: true },
        copyForSender: which % 2 === 0,
      })
    } else if (envelope?.kind === 'receipt') {
      const { from, to: author, id, messageId, messageTimestamp, state: status } = envelope
      await this.#messaging.receipts.receive({ recipient: from.uri, author, id, messageId, messageTimestamp, status })
    }
  }

  async #come(client: Client): Promise<void> {
    if (client.here) return
    client.here = true
    await this.#messaging.join(client)
  }

  async #leave(client: Client): Promise<void> {
    client.here = false
    this.#messaging.leave(client)
  }

  /** Looks whether a state has gone back since the last look. */
  async #watch(): Promise<void> {
    for (const account of this.#accounts) {
      for (const { id } of this.#sent) {
        const state = (await this.#store.journals.entry(account, id))?.state
        if (!state) continue
        const key = `${account} ${id}`
        const before = this.#states.get(key)
        const back =
          before !== undefined &&
          before !== state &&
          (FINAL.has(before) || state === 'pending' || (before === 'delivered' && !AFTER_DELIVERED.has(state)))
        if (back) this.regressions.push(`${key}: ${before} to ${state}`)
        this.#states.set(key, state)
      }
    }
  }
}
