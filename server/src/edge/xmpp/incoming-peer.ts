import type { DialbackOutcome, DomainPair } from '@weft/protocols/xmpp/dialback'
import {
  type IncomingEffect,
  type IncomingInput,
  type IncomingSettings,
  IncomingStream,
} from '@weft/protocols/xmpp/incoming-stream'
import type { StreamErrorCondition } from '@weft/protocols/xmpp/stream-error'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { XmppElement } from '../../ports/xmpp.ts'
import { type Allowances, Pace } from './pace.ts'
import { WakeTimer } from './wake-timer.ts'
import type { XmppConnection } from './xmpp-connection.ts'

export interface IncomingNeeds {
  readonly settings: IncomingSettings
  readonly allowances: Allowances
  /** Asks the authority for a domain about a key that a stream of ours was shown. */
  readonly verify: (pair: DomainPair, id: string, key: string) => Promise<DialbackOutcome>
  readonly received: (stanza: XmppElement) => Promise<void> | void
  /** A domain was proved; `bothWays`: what is for it may go over this stream. */
  readonly proved: (pair: DomainPair, bothWays: boolean) => void
  readonly gone: () => void
  readonly clock: Clock
  readonly log: Log
}

/** A server that connected to us. */
export class IncomingPeer {
  readonly #connection: XmppConnection
  readonly #needs: IncomingNeeds
  readonly #log: Log
  readonly #machine: IncomingStream
  readonly #timer: WakeTimer
  readonly #pace: Pace
  #unsent: XmppElement | null = null
  /** Resolves once all that came has been handled; null: it has been. */
  #handling: Promise<void> | null = null
  #isOver = false

  constructor(connection: XmppConnection, needs: IncomingNeeds) {
    this.#connection = connection
    this.#needs = needs
    this.#log = needs.log.with({ peer: connection.remote })
    this.#pace = new Pace(needs.allowances, connection, needs.clock)
    this.#machine = new IncomingStream(needs.settings, needs.clock.now())
    this.#timer = new WakeTimer(needs.clock, () => this.#step({ kind: 'wake' }))
    this.#step({ kind: 'connected', identity: connection.identity })
    connection.use({
      bytes: (bytes) => this.#step({ kind: 'bytes', bytes }),
      secured: (identity) => this.#step({ kind: 'secured', identity }),
      lost: () => this.#step({ kind: 'lost' }),
    })
  }

  /** Sends a stanza the other way. False where it did not go out. */
  send(stanza: XmppElement): boolean {
    this.#unsent = null
    this.#step({ kind: 'send', stanza })
    return this.#unsent === null
  }

  /** Says good-bye, with an error or in peace. */
  close(condition: StreamErrorCondition | null): void {
    this.#step({ kind: 'close', condition })
  }

  #step(input: IncomingInput): void {
    for (const effect of this.#machine.step(input, this.#needs.clock.now())) this.#obey(effect)
    if (!this.#isOver && this.#connection.isClogged) this.close('resource-constraint')
    this.#timer.set(this.#machine.nextWake)
  }

  #obey(effect: IncomingEffect): void {
    switch (effect.do) {
      case 'send':
        this.#connection.send(effect.text)
        break
      case 'start-tls':
        this.#connection.startTls()
        break
      case 'verify':
        void this.#verify(effect.pair, effect.id, effect.key)
        break
      case 'proved': {
        const { pair, by, bothWays } = effect
        const doubt = this.#connection.doubt
        this.#log.info('an XMPP server has proved a domain', { domain: pair.remote, to: pair.local, proof: by, bothWays, doubt })
        this.#needs.proved(pair, bothWays)
        break
      }
      case 'stanza':
        this.#handle(this.#needs.received(effect.stanza.element))
        if (!this.#isOver) this.#pace.took(effect.stanza.from.domain)
        break
      case 'unsent':
        this.#unsent = effect.stanza
        break
      case 'drop':
        this.#log.info('a stanza was dropped', { why: effect.reason })
        this.#handle()
        break
      case 'end': {
        const { reason, condition, detail } = effect.ending
        const domains = this.#machine.proved.join(' ')
        const left = { why: reason, condition, detail, domains }
        // Much that connects is no server.
        if (domains === '') this.#log.debug('who proved nothing has left', left)
        else this.#log.info('an XMPP server has left', left)
        this.#isOver = true
        this.#pace.end()
        this.#connection.close()
        this.#needs.gone()
      }
    }
  }

  /** A stanza is handled once that is done, and those before it are. */
  #handle(done?: Promise<void> | void): void {
    const before = this.#handling
    if (!done && !before) this.#step({ kind: 'handled' })
    else {
      const turn = Promise.all([before, done]).then(() => {
        if (this.#handling === turn) this.#handling = null
        this.#step({ kind: 'handled' })
      })
      this.#handling = turn
    }
  }

  async #verify(pair: DomainPair, id: string, key: string): Promise<void> {
    const outcome = await this.#needs.verify(pair, id, key)
    if (outcome.kind !== 'valid') {
      const why = outcome.kind === 'error' ? outcome.condition : 'its key is not one of the domain'
      this.#log.warn('an XMPP server did not prove a domain', { domain: pair.remote, why })
    }
    this.#step({ kind: 'verified', pair, outcome })
  }
}
