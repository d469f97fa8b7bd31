import { Inbox } from '../../contract/inbox.ts'
import type { Phone, PhoneHeaders } from '../../contract/phone.ts'
import { demandsSrtp, phoneSdp } from '../../contract/sdp.ts'
import type { Contact } from './fork.ts'
import { FakePhoneCall } from './phone-call.ts'
import { silent } from './silent.ts'
import { phrase } from './status.ts'
import type { SipWorld } from './world.ts'

export interface FakePhoneOptions {
  /** It does SDES-SRTP; false when left out. */
  readonly secure?: boolean
  /** It rings and answers calls, re-INVITEs and MESSAGEs by itself; false when left out. */
  readonly automatic?: boolean
}

/** A phone in the fake's SIP world. */
export class FakePhone implements Phone {
  readonly address: string
  readonly #world: SipWorld
  readonly #options: FakePhoneOptions
  readonly #incoming = new Inbox<FakePhoneCall>('incoming call')
  callsSeen = 0

  constructor(address: string, world: SipWorld, options: FakePhoneOptions) {
    this.address = address
    this.#world = world
    this.#options = options
  }

  /** Where the world finds it. */
  readonly contact: Contact = (invitation, end) => {
    this.callsSeen++
    const { secure = false, automatic = false } = this.#options
    if (demandsSrtp(invitation.sdp) && !secure) {
      end(silent).send((caller) => caller.refused(488, phrase(488)))
      return
    }
    const call = FakePhoneCall.incoming(invitation, end, automatic)
    this.#incoming.put(call)
  }

  nextCall(): Promise<FakePhoneCall> {
    return this.#incoming.next()
  }

  call(target: string, { sdp, headers = {} }: { readonly sdp?: string; readonly headers?: PhoneHeaders } = {}): FakePhoneCall {
    const { secure = false, automatic = false } = this.#options
    const offer = sdp ?? phoneSdp({ secure })
    return FakePhoneCall.outgoing(automatic, (agent) =>
      this.#world.invite({ from: this.address, displayName: '', to: target, sdp: offer, headers }, agent),
    )
  }
}
