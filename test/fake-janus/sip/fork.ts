import type { PhoneHeaders } from '../../contract/phone.ts'
import { type Agent, DialogEnd, type Invitation, type Net, type Reason } from './dialog.ts'
import { silent } from './silent.ts'
import { phrase } from './status.ts'

/** Where a user can be reached: takes the invitation and says who is called there. */
export type Contact = (invitation: Invitation, end: (agent: Agent) => DialogEnd) => void

const ELSEWHERE: Reason = { protocol: 'SIP', cause: '200', text: 'Call completed elsewhere' }

interface Branch {
  /** The proxy's end towards the callee. */
  readonly end: DialogEnd
  refusal: number | null
}

/** What a proxy does with an INVITE (RFC 3261 §16): every contact is called, the first to answer gets the call, the others are cancelled. */
export class Fork {
  readonly #caller: DialogEnd
  readonly #branches: Branch[] = []
  #winner: Branch | null = null
  #over = false

  private constructor(caller: DialogEnd) {
    this.#caller = caller
  }

  /** Calls everybody; the end is for the caller. */
  static invite(net: Net, invitation: Invitation, contacts: readonly Contact[], caller: Agent): DialogEnd {
    const towardsCallees: Agent = {
      ...silent,
      acknowledged: () => fork.#toCallee((callee) => callee.acknowledged()),
      cancelled: (reason) => fork.#cancel(reason),
      ended: (reason) => fork.#toCallee((callee) => callee.ended(reason)),
      offered: (sdp, answer) => fork.#toCallee((callee) => callee.offered(sdp, answer)),
      message: (type, content, answer) => fork.#toCallee((callee) => callee.message(type, content, answer)),
      info: (type, content) => fork.#toCallee((callee) => callee.info(type, content)),
    }
    const [callerEnd, proxyEnd] = DialogEnd.pair(net, caller, towardsCallees)
    const fork = new Fork(proxyEnd)
    for (const contact of contacts) fork.#call(net, invitation, contact)
    return callerEnd
  }

  /** In a dialog: the callee that answered, or, while it rings, the one that is called. */
  #toCallee(signal: (callee: Agent) => void): void {
    const branch = this.#winner ?? this.#branches[0]
    branch?.end.send(signal)
  }

  #cancel(reason: Reason | null): void {
    if (this.#winner) return
    for (const branch of this.#branches) if (branch.refusal === null) branch.end.send((callee) => callee.cancelled(reason))
  }

  #call(net: Net, invitation: Invitation, contact: Contact): void {
    contact(invitation, (callee) => {
      const branch: { end: DialogEnd; refusal: number | null } = { end: new DialogEnd(net), refusal: null }
      const [towardsCallee, calleeEnd] = DialogEnd.pair(net, this.#calleeSays(branch), callee)
      branch.end = towardsCallee
      this.#branches.push(branch)
      return calleeEnd
    })
  }

  /** What one of the callees says, on to the caller. */
  #calleeSays(branch: Branch): Agent {
    const caller = this.#caller
    return {
      ...silent,
      provisional: (code, sdp, headers) => {
        if (!this.#winner && !this.#over) caller.send((agent) => agent.provisional(code, sdp, headers))
      },
      accepted: (sdp, headers) => this.#accept(branch, sdp, headers),
      refused: (code) => this.#refuse(branch, code),
      ended: (reason) => caller.send((agent) => agent.ended(reason)),
      offered: (sdp, answer) => caller.send((agent) => agent.offered(sdp, answer)),
      message: (type, content, answer) => caller.send((agent) => agent.message(type, content, answer)),
      info: (type, content) => caller.send((agent) => agent.info(type, content)),
    }
  }

  #accept(branch: Branch, sdp: string, headers: PhoneHeaders): void {
    if (this.#winner || this.#over) return
    this.#winner = branch
    for (const other of this.#branches) {
      if (other !== branch && other.refusal === null) other.end.send((callee) => callee.cancelled(ELSEWHERE))
    }
    this.#caller.send((agent) => agent.accepted(sdp, headers))
  }

  /** The best refusal is told when nobody is left: 6xx before all others, then the lowest (§16.7). */
  #refuse(branch: Branch, code: number): void {
    branch.refusal = code
    const refusals = this.#branches.map(({ refusal }) => refusal)
    if (this.#winner || this.#over || refusals.includes(null)) return
    this.#over = true
    const codes = refusals.filter((refusal) => refusal !== null).sort((one, other) => one - other)
    const best = codes.find((refusal) => refusal >= 600) ?? codes[0] ?? code
    this.#caller.send((agent) => agent.refused(best, phrase(best)))
  }
}
