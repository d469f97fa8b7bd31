import type { PhoneHeaders } from '../../contract/phone.ts'

/** RFC 3326. */
export interface Reason {
  readonly protocol: string
  readonly cause: string
  readonly text: string
}

/** An INVITE on its way. `sdp` is "" where it asks for an offer. */
export interface Invitation {
  readonly callId: string
  /** `user@domain`. */
  readonly from: string
  readonly displayName: string
  readonly to: string
  readonly sdp: string
  readonly headers: PhoneHeaders
}

export type Answer = (code: number, sdp?: string) => void

/** What reaches one end of a dialog from the other. */
export interface Agent {
  provisional(code: number, sdp: string, headers: PhoneHeaders): void
  accepted(sdp: string, headers: PhoneHeaders): void
  refused(code: number, reason: string): void
  acknowledged(): void
  cancelled(reason: Reason | null): void
  ended(reason: Reason | null): void
  offered(sdp: string, answer: Answer): void
  message(contentType: string, content: string, answer: Answer): void
  info(contentType: string, content: string): void
}

/** Delivers one signal after the other, never while the sender is still talking. */
export type Net = (task: () => void) => void

/** One end of a dialog: what its owner sends goes to the agent of the other end. */
export class DialogEnd {
  readonly #net: Net
  #peer: Agent | null = null

  constructor(net: Net) {
    this.#net = net
  }

  /** Two ends that lead to these agents: the first one's owner talks to `second`, and the other way round. */
  static pair(net: Net, first: Agent, second: Agent): [DialogEnd, DialogEnd] {
    const ends: [DialogEnd, DialogEnd] = [new DialogEnd(net), new DialogEnd(net)]
    ends[0].#peer = second
    ends[1].#peer = first
    return ends
  }

  /** Sends something to the other end. */
  send(signal: (peer: Agent) => void): void {
    const peer = this.#peer
    if (peer) this.#net(() => signal(peer))
  }
}
