import { DigestClient } from '@weft/protocols/sip/digest-client'
import type { SipMessage, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import type { SessionTimerSettings } from '@weft/protocols/sip/session-timer'
import { parseUri } from '@weft/protocols/sip/uri'
import type { Clock } from '../../../ports/clock.ts'
import type { SipApplication } from '../../../ports/sip-application.ts'
import type { OutgoingCall as CallRequest, SipCaller } from '../../../ports/sip-caller.ts'
import type { SessionEvent, SipSession } from '../../../ports/sip-sessions.ts'
import type { SipNotifier } from '../../../ports/sip-subscriptions.ts'
import type { CallNotifiers, NotifiedCall } from '../event/call-notifiers.ts'
import type { Locating } from '../next-hop.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'
import type { TransactionUser } from '../transaction/transaction-user.ts'
import type { Ways } from '../transport/ways.ts'
import type { PathNeeds } from './dialog-path.ts'
import { digestIdentity } from './digest-identity.ts'
import type { EdgeSession } from './edge-session.ts'
import { IncomingCall } from './incoming-call.ts'
import { OutgoingCall, type OutgoingCallNeeds } from './outgoing-call.ts'
import { type SessionLimits, SessionTable } from './session-table.ts'

export interface SipSessionsNeeds extends PathNeeds {
  readonly layer: TransactionLayer
  readonly ways: Ways
  readonly clock: Clock
  /** Knows the outbound proxy, where there is one. */
  readonly locating: Locating
  /** Whether what requests from that address say of themselves counts. */
  readonly believes: (address: string) => boolean
  /** The subscriptions within the dialog of a call. */
  readonly notifiersOf: (call: NotifiedCall) => CallNotifiers
  /** Called whenever nextWake may have changed. */
  readonly touched: () => void
}

/** Half an hour, which RFC 4028 §4.2 recommends, and the least that it lets anybody ask for. */
const TIMER: SessionTimerSettings = { interval: 1800, minimum: 90 }

/** The calls of others and of our own, and what is within them. */
export class SipSessions implements SipCaller<SipRequest> {
  readonly #table: SessionTable<EdgeSession>
  readonly #needs: OutgoingCallNeeds
  /** Calls of ours that nobody has answered. */
  readonly #calls = new Set<OutgoingCall>()
  /** Called when nothing is left. */
  #whenNone = () => {}

  constructor(limits: SessionLimits, needs: SipSessionsNeeds) {
    const table = new SessionTable<EdgeSession>(limits)
    const random = () => Number.parseInt(needs.random.id().slice(0, 8), 16) / 2 ** 32
    this.#table = table
    this.#needs = {
      ...needs,
      table,
      settings: { timer: TIMER, random },
      touched: (session) => {
        table.touched(session)
        needs.touched()
        this.#check()
      },
      done: (call) => {
        this.#calls.delete(call)
        this.#check()
      },
    }
  }

  /** Dialogs that are there, those of calls that are just ending too, and calls of ours that nobody has answered. */
  get size(): number {
    return this.#table.size + this.#calls.size
  }

  /** Calls that nobody has ended. */
  get open(): number {
    return this.#table.all().filter(({ isOver }) => !isOver).length + this.#calls.size
  }

  get nextWake(): number | null {
    return this.#table.nextWake
  }

  wake(now: number): void {
    this.#table.wake(now)
  }

  /** Whether there is room for one more call from that address. */
  admits(address: string): boolean {
    return this.#table.admits(address)
  }

  /** Whose a request within a dialog is; null where there is no such dialog. */
  find(request: SipMessage): TransactionUser | null {
    return this.#table.find(request)
  }

  /** Whose a call to that application is. */
  invited(application: SipApplication<SipRequest>): TransactionUser {
    return new IncomingCall(application, this.#needs)
  }

  /** A 2xx to an INVITE whose transaction is over: it is acknowledged again (RFC 3261 §13.2.2.4). */
  answeredLate(response: SipResponse): void {
    this.#table.find(response)?.answered(response)
  }

  call(
    call: CallRequest,
    listener: (event: SessionEvent<SipRequest>) => void,
    notifier: Partial<SipNotifier<SipRequest>> = {},
  ): SipSession {
    const { random } = this.#needs
    const callId = random.id()
    const request: SipRequest = {
      kind: 'request',
      method: 'INVITE',
      uri: call.uri,
      headers: [
        { name: 'Max-Forwards', value: '70' },
        { name: 'From', value: `${call.from};tag=${random.id()}` },
        { name: 'To', value: call.to },
        { name: 'Call-ID', value: callId },
        { name: 'CSeq', value: '1 INVITE' },
        ...call.headers,
      ],
      body: new Uint8Array(),
    }
    printMessage(request)
    const uri = parseUri(call.uri)
    const invitation = { request, description: call.description, secure: uri?.kind === 'sip' && uri.scheme === 'sips' }
    const digest =
      call.credentials.length === 0 ? null : new DigestClient(call.credentials.map(digestIdentity), () => random.id())
    const outgoing = new OutgoingCall(
      callId,
      invitation,
      { digest, contact: call.contact ?? null, notifier },
      listener,
      this.#needs,
    )
    this.#calls.add(outgoing)
    void outgoing.start()
    return outgoing
  }

  /** Ends all calls, and the subscriptions within their dialogs; resolves when their ends are answered, or given up. */
  hangUp(): Promise<void> {
    for (const call of this.#calls) call.end()
    for (const session of this.#table.all()) session.leave()
    return new Promise((resolve) => {
      this.#whenNone = resolve
      this.#check()
    })
  }

  #check(): void {
    if (this.size === 0) this.#whenNone()
  }
}
