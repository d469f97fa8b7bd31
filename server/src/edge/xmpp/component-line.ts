import { connect } from 'node:net'
import { type ComponentEffect, type ComponentInput, ComponentStream } from '@weft/protocols/xmpp/component-stream'
import type { StanzaErrorCondition } from '@weft/protocols/xmpp/stanza-error'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { XmppElement } from '../../ports/xmpp.ts'
import { type Outgoing, StanzaQueue } from './stanza-queue.ts'
import { WakeTimer } from './wake-timer.ts'
import { XmppConnection } from './xmpp-connection.ts'
import type { XmppTrace } from './xmpp-trace.ts'

/** ms that a stanza waits for the line. */
const PATIENCE = 30_000
/** ms to the next attempt: the first, doubled with each that fails, up to the last. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 60_000

export interface ComponentPlace {
  /** Where the server takes components. */
  readonly place: { readonly host: string; readonly port: number }
  readonly secret: string
}

export interface ComponentNeeds {
  readonly clock: Clock
  readonly log: Log
  readonly trace: XmppTrace | null
}

export interface LineNeeds extends ComponentNeeds {
  readonly received: (stanza: XmppElement) => void
  /** Brings a stanza back to whoever sent it. */
  readonly bounce: (stanza: XmppElement, condition: StanzaErrorCondition, why: string) => void
}

/** One domain of ours at the server that it is a component of: connected to as often as it takes. */
export class ComponentLine {
  readonly #domain: string
  readonly #place: ComponentPlace
  readonly #needs: LineNeeds
  readonly #log: Log
  readonly #queue = new StanzaQueue()
  readonly #timer: WakeTimer
  #stream: { readonly machine: ComponentStream; readonly connection: XmppConnection } | null = null
  #isReady = false
  #isStopped = false
  #failures = 0
  #retryAt: number | null = null
  #sending: Outgoing | null = null

  constructor(domain: string, place: ComponentPlace, needs: LineNeeds) {
    this.#domain = domain
    this.#place = place
    this.#needs = needs
    this.#log = needs.log.with({ domain })
    this.#timer = new WakeTimer(needs.clock, () => this.#wake())
  }

  start(): void {
    const { host, port } = this.#place.place
    const { clock, log, trace } = this.#needs
    this.#retryAt = null
    const socket = connect({ host, port })
    socket.once('error', (error) => this.#log.warn('no XMPP server for the component', { host, port, error: error.message }))
    socket.once('close', () => {
      if (!this.#stream) this.#retry()
    })
    socket.once('connect', () => {
      const encrypt = () => Promise.reject(new Error('components are not encrypted'))
      const connection = new XmppConnection(socket, { clock, log, trace, encrypt })
      const machine = new ComponentStream({ domain: this.#domain, secret: this.#place.secret }, clock.now())
      this.#stream = { machine, connection }
      this.#step({ kind: 'connected' })
      connection.use({
        bytes: (bytes) => this.#step({ kind: 'bytes', bytes }),
        secured: () => {},
        lost: () => this.#step({ kind: 'lost' }),
      })
    })
  }

  /** Resolves with true once the server has been sent it, with false once it came back. */
  send(stanza: XmppElement): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const outgoing: Outgoing = { stanza, until: this.#needs.clock.now() + PATIENCE, settle: resolve }
    if (this.#isReady) this.#write(outgoing)
    else if (this.#isStopped || !this.#queue.add(outgoing)) this.#bounce(outgoing, 'resource-constraint')
    this.#plan()
    return promise
  }

  stop(): void {
    this.#isStopped = true
    this.#step({ kind: 'close' })
    for (const outgoing of this.#queue.takeAll()) this.#bounce(outgoing, 'service-unavailable')
    this.#plan()
  }

  #step(input: ComponentInput): void {
    const stream = this.#stream
    if (!stream) return
    for (const effect of stream.machine.step(input, this.#needs.clock.now())) this.#obey(effect, stream.connection)
    this.#plan()
  }

  #obey(effect: ComponentEffect, connection: XmppConnection): void {
    switch (effect.do) {
      case 'send':
        connection.send(effect.text)
        break
      case 'ready':
        this.#isReady = true
        this.#failures = 0
        this.#log.info('an XMPP component is ready')
        for (let next = this.#queue.take(); next; next = this.#queue.take()) this.#write(next)
        break
      case 'stanza':
        this.#needs.received(effect.stanza.element)
        break
      case 'unsent':
        if (this.#sending) this.#bounce(this.#sending, 'remote-server-timeout')
        this.#sending = null
        break
      case 'drop':
        this.#log.info('a stanza was dropped', { why: effect.reason })
        break
      case 'end': {
        const { reason, condition, detail } = effect.ending
        this.#log.warn('an XMPP component has lost its server', { why: reason, condition, detail })
        this.#stream = null
        this.#isReady = false
        connection.close()
        this.#retry()
      }
    }
  }

  #write(outgoing: Outgoing): void {
    this.#sending = outgoing
    this.#step({ kind: 'send', stanza: outgoing.stanza })
    if (this.#sending !== null) outgoing.settle(true)
    this.#sending = null
  }

  #retry(): void {
    if (this.#isStopped) return
    this.#retryAt = this.#needs.clock.now() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++)
    this.#plan()
  }

  #bounce({ stanza, settle }: Outgoing, condition: StanzaErrorCondition): void {
    this.#needs.bounce(stanza, condition, 'there is no XMPP server')
    settle(false)
  }

  #wake(): void {
    const now = this.#needs.clock.now()
    this.#step({ kind: 'wake' })
    for (const outgoing of this.#queue.takeExpired(now)) this.#bounce(outgoing, 'remote-server-timeout')
    if (this.#retryAt !== null && this.#retryAt <= now) this.start()
    this.#plan()
  }

  #plan(): void {
    const wakes = [this.#stream?.machine.nextWake, this.#queue.nextDeadline, this.#isStopped ? null : this.#retryAt]
    const due = wakes.filter((at) => typeof at === 'number')
    this.#timer.set(due.length === 0 ? null : Math.min(...due))
  }
}
