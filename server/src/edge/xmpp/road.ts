import type { DialbackOutcome, DomainPair } from '@weft/protocols/xmpp/dialback'
import {
  type OutgoingEffect,
  type OutgoingInput,
  type OutgoingSettings,
  OutgoingStream,
} from '@weft/protocols/xmpp/outgoing-stream'
import type { StanzaErrorCondition } from '@weft/protocols/xmpp/stanza-error'
import type { StreamEnding } from '@weft/protocols/xmpp/stream-link'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { XmppElement } from '../../ports/xmpp.ts'
import type { Opened } from './opener.ts'
import { type Allowances, Pace } from './pace.ts'
import { type Outgoing, StanzaQueue } from './stanza-queue.ts'
import { WakeTimer } from './wake-timer.ts'
import type { XmppConnection } from './xmpp-connection.ts'

/** ms that a stanza waits for the road, and after that for who counts to say that he has it. */
const PATIENCE = 30_000
/** Stanzas that went to who counts, and has not said that he has them. */
const MOST_UNCOUNTED = 5000
/** ms after a failure in which what is to be sent comes back at once: the first, doubled with each that follows, up to the last. */
const FIRST_PAUSE = 5000
const LONGEST_PAUSE = 300_000

export interface RoadNeeds {
  readonly settings: Omit<OutgoingSettings, 'pair'>
  readonly open: (domain: string) => Promise<Opened>
  /** Brings a stanza back to whoever sent it. */
  readonly bounce: (stanza: XmppElement, condition: StanzaErrorCondition, why: string) => void
  /** A stanza came the other way over the stream. */
  readonly received: (stanza: XmppElement) => void
  readonly allowances: Allowances
  /** Nothing goes this way any more. */
  readonly gone: () => void
  readonly clock: Clock
  readonly log: Log
}

/** From one of our domains to one of somebody else: a stream where there is one, and what waits for it. */
export class Road {
  readonly #pair: DomainPair
  readonly #needs: RoadNeeds
  readonly #log: Log
  readonly #queue = new StanzaQueue()
  readonly #timer: WakeTimer
  /** Sent, and not yet said to have been handled, by a peer that says so. */
  #sent: Outgoing[] = []
  readonly #questions = new Map<string, { readonly key: string; readonly answer: (outcome: DialbackOutcome) => void }>()
  #stream: { readonly machine: OutgoingStream; readonly connection: XmppConnection; readonly pace: Pace } | null = null
  #isOpening = false
  #isReady = false
  #counts = false
  #isStopped = false
  /** Something was to be sent. */
  #isWanted = false
  #failures = 0
  /** Until when nothing is tried again, and what comes back meanwhile. */
  #pause: { readonly until: number; readonly condition: StanzaErrorCondition; readonly why: string } | null = null
  #sending: Outgoing | null = null

  constructor(pair: DomainPair, needs: RoadNeeds) {
    this.#pair = pair
    this.#needs = needs
    this.#log = needs.log.with({ from: pair.local, to: pair.remote })
    this.#timer = new WakeTimer(needs.clock, () => this.#wake())
  }

  /** Whether nothing waits for it, or for an answer over it. */
  get isIdle(): boolean {
    return !this.#isOpening && this.#queue.size === 0 && this.#sent.length === 0 && this.#questions.size === 0
  }

  /** Resolves with true once the other server has it, false once it came back. */
  send(stanza: XmppElement): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const now = this.#needs.clock.now()
    const outgoing: Outgoing = { stanza, until: now + PATIENCE, settle: resolve }
    this.#isWanted = true
    if (this.#pause && this.#pause.until > now) this.#bounce(outgoing, this.#pause.condition, this.#pause.why)
    else if (this.#isStopped) this.#bounce(outgoing, 'service-unavailable', 'the server is about to stop')
    else if (this.#isReady) this.#write(outgoing)
    else if (this.#queue.add(outgoing)) this.#go({ kind: 'want' })
    else this.#bounce(outgoing, 'resource-constraint', 'too much waits for that domain')
    this.#plan()
    return promise
  }

  /** Asks the other side whether it gave that key to the stream of that id. */
  verify(id: string, key: string): Promise<DialbackOutcome> {
    const { promise, resolve } = Promise.withResolvers<DialbackOutcome>()
    this.#questions.set(id, { key, answer: resolve })
    if (this.#isStopped || (this.#pause && this.#pause.until > this.#needs.clock.now())) this.#dropQuestions()
    else this.#go({ kind: 'verify', id, key })
    this.#plan()
    return promise
  }

  /** Says good-bye; what waits comes back. */
  stop(): void {
    this.#isStopped = true
    this.#step({ kind: 'close', condition: null })
    this.#bounceAll(this.#queue.takeAll(), 'service-unavailable', 'the server is about to stop')
    this.#plan()
  }

  #go(input: OutgoingInput): void {
    if (this.#stream) this.#step(input)
    else if (!this.#isOpening) void this.#open()
  }

  async #open(): Promise<void> {
    this.#isOpening = true
    const opened = await this.#needs.open(this.#pair.remote)
    this.#isOpening = false
    if (opened.connection === null) this.#fail(opened.condition, opened.detail)
    else if (this.#isStopped || (this.#queue.size === 0 && this.#questions.size === 0)) opened.connection.destroy()
    else this.#begin(opened.connection)
    this.#plan()
  }

  #begin(connection: XmppConnection): void {
    const machine = new OutgoingStream({ ...this.#needs.settings, pair: this.#pair }, this.#needs.clock.now())
    const stream = { machine, connection, pace: new Pace(this.#needs.allowances, connection, this.#needs.clock) }
    this.#stream = stream
    // What happens to a connection after its stream has ended is nobody's business.
    const hear = (input: OutgoingInput) => {
      if (this.#stream !== stream) return
      this.#step(input)
      this.#plan()
    }
    hear({ kind: 'connected', identity: connection.identity })
    if (this.#queue.size > 0) hear({ kind: 'want' })
    for (const [id, { key }] of this.#questions) hear({ kind: 'verify', id, key })
    connection.use({
      bytes: (bytes) => hear({ kind: 'bytes', bytes }),
      secured: (identity) => hear({ kind: 'secured', identity }),
      lost: () => hear({ kind: 'lost' }),
    })
  }

  #step(input: OutgoingInput): void {
    const stream = this.#stream
    if (!stream) return
    for (const effect of stream.machine.step(input, this.#needs.clock.now())) this.#obey(effect, stream.connection)
    if (this.#stream === stream && stream.connection.isClogged) this.#step({ kind: 'close', condition: 'resource-constraint' })
  }

  #obey(effect: OutgoingEffect, connection: XmppConnection): void {
    switch (effect.do) {
      case 'send':
        connection.send(effect.text)
        break
      case 'start-tls':
        connection.startTls()
        break
      case 'ready':
        this.#ready(effect)
        break
      case 'handled':
        for (const outgoing of this.#sent.splice(0, effect.count)) outgoing.settle(true)
        break
      case 'unsent':
        if (this.#sending) this.#queue.putBack(this.#sending)
        this.#sending = null
        break
      case 'verified':
        this.#questions.get(effect.id)?.answer(effect.outcome)
        this.#questions.delete(effect.id)
        break
      case 'stanza':
        this.#needs.received(effect.stanza.element)
        this.#stream?.pace.took(this.#pair.remote)
        break
      case 'refused':
        this.#log.warn('an XMPP server does not believe who we are', { why: effect.condition })
        break
      case 'drop':
        this.#log.info('a stanza was dropped', { why: effect.reason })
        break
      case 'end':
        this.#end(effect.ending, connection)
    }
  }

  #ready({ by, certified, bothWays, counts }: Extract<OutgoingEffect, { do: 'ready' }>): void {
    this.#isReady = true
    this.#counts = counts
    this.#failures = 0
    this.#pause = null
    const doubt = this.#stream?.connection.doubt ?? null
    this.#log.info('an XMPP stream is ready', { proof: by, certified, bothWays, doubt })
    for (let next = this.#queue.take(); next; next = this.#queue.take()) {
      this.#write(next)
      if (!this.#isReady) break
    }
  }

  #write(outgoing: Outgoing): void {
    this.#sending = outgoing
    if (this.#counts) this.#sent.push({ ...outgoing, until: this.#needs.clock.now() + PATIENCE })
    this.#step({ kind: 'send', stanza: outgoing.stanza })
    if (this.#sending === null) this.#sent = this.#sent.filter(({ stanza }) => stanza !== outgoing.stanza)
    else if (!this.#counts) outgoing.settle(true)
    this.#sending = null
    if (this.#sent.length > MOST_UNCOUNTED) this.#step({ kind: 'close', condition: 'resource-constraint' })
    if (!this.#stream && this.#queue.size > 0) this.#go({ kind: 'want' })
  }

  #end(ending: StreamEnding, connection: XmppConnection): void {
    const { reason, condition, detail } = ending
    const wasReady = this.#isReady
    this.#stream?.pace.end()
    this.#stream = null
    this.#isReady = false
    connection.close()
    this.#log.info('an XMPP stream has ended', { why: reason, condition, detail })
    this.#bounceAll(this.#sent.splice(0), 'remote-server-timeout', 'the stream ended before the other server said that it has it')
    if (wasReady || reason === 'closed') {
      this.#dropQuestions()
      if (this.#queue.size > 0 && !this.#isStopped) this.#go({ kind: 'want' })
    } else this.#fail(condition === 'host-unknown' ? 'remote-server-not-found' : 'remote-server-timeout', detail || reason)
  }

  /** There is no stream, and what waits for one comes back. */
  #fail(condition: StanzaErrorCondition, why: string): void {
    this.#failures++
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1))
    this.#pause = { until: this.#needs.clock.now() + pause, condition, why }
    this.#log.warn('no XMPP stream', { why, condition, waiting: this.#queue.size, retry: pause })
    this.#bounceAll(this.#queue.takeAll(), condition, why)
    this.#dropQuestions()
  }

  #dropQuestions(): void {
    for (const { answer } of this.#questions.values()) answer({ kind: 'error', condition: 'remote-server-timeout' })
    this.#questions.clear()
  }

  #bounceAll(all: readonly Outgoing[], condition: StanzaErrorCondition, why: string): void {
    for (const outgoing of all) this.#bounce(outgoing, condition, why)
  }

  #bounce({ stanza, settle }: Outgoing, condition: StanzaErrorCondition, why: string): void {
    this.#needs.bounce(stanza, condition, why)
    settle(false)
  }

  #wake(): void {
    const now = this.#needs.clock.now()
    this.#step({ kind: 'wake' })
    // Who counts and then says nothing would have us remember all that he was sent, and who sent it wait.
    if ((this.#sent[0]?.until ?? now + 1) <= now) this.#step({ kind: 'close', condition: 'connection-timeout' })
    this.#bounceAll(this.#queue.takeExpired(now), 'remote-server-timeout', 'the other server did not answer in time')
    if (this.#pause && this.#pause.until <= now) this.#pause = null
    this.#plan()
  }

  #plan(): void {
    const wakes = [this.#stream?.machine.nextWake, this.#queue.nextDeadline, this.#sent[0]?.until, this.#pause?.until].filter(
      (at) => typeof at === 'number',
    )
    this.#timer.set(wakes.length === 0 ? null : Math.min(...wakes))
    const isQuiet = !this.#stream && this.isIdle
    // Where something was to be sent and could not, that is remembered, so that it is not tried again at once.
    if (isQuiet && (this.#pause === null || this.#isStopped || !this.#isWanted)) {
      this.#timer.set(null)
      this.#needs.gone()
    }
  }
}
