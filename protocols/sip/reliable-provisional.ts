// Reliable provisional responses (RFC 3262): 1xx with `Require: 100rel` and RSeq, each acknowledged by PRACK with RAck.
import { trimBlanks } from './field-text.ts'
import { tokensOf } from './list.ts'
import { fieldOf, fieldsOf, type SipMessage, type SipRequest, type SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { RELIABLE_PROVISIONAL_GAPS, type UnacknowledgedEffect, UnacknowledgedResponse } from './unacknowledged-response.ts'

export interface RAck {
  /** 1 to 2^32 - 1. */
  readonly response: number
  /** Of the INVITE. */
  readonly cseq: number
  readonly method: string
}

/** `unreliable`: there is nothing to acknowledge. `repeated`, `gap`: not to be acknowledged, and to be ignored (§4). */
export type ProvisionalReceipt =
  | { readonly is: 'next'; readonly number: number }
  | { readonly is: 'unreliable' }
  | { readonly is: 'repeated' }
  | { readonly is: 'gap' }

const MOST_RSEQ = 2 ** 32 - 1
/** The first number is between 1 and 2^31 - 1, best chosen uniformly (§3). */
const MOST_FIRST_RSEQ = 2 ** 31 - 1
/** A user that says more before its first one is acknowledged loses the rest. */
const MOST_WAITING = 16

/** Whether Supported or Require names that option. */
export function hasOption(message: SipMessage, option: string): boolean {
  const named = tokensOf([...fieldsOf(message, 'Supported'), ...fieldsOf(message, 'Require')])
  return named.some((token) => token.toLowerCase() === option)
}

/** Whether Require names that option. */
export function requiresOption(message: SipMessage, option: string): boolean {
  return tokensOf(fieldsOf(message, 'Require')).some((token) => token.toLowerCase() === option)
}

/** Null where the value is no RAck. */
export function parseRAck(value: string): RAck | null {
  const [, response, cseq, method] = /^(\d{1,10})[ \t]+(\d{1,10})[ \t]+([^ \t]+)$/.exec(trimBlanks(value)) ?? []
  if (method === undefined) return null
  const rack = { response: Number(response), cseq: Number(cseq), method }
  return rack.response >= 1 && rack.response <= MOST_RSEQ && rack.cseq < 2 ** 31 ? rack : null
}

export function printRAck({ response, cseq, method }: RAck): string {
  return `${response} ${cseq} ${method}`
}

/** What a provisional response to our INVITE is, after the one of that number, null before the first one, in its dialog (§4). */
export function receiptOf(response: SipResponse, last: number | null): ProvisionalReceipt {
  const required = requiresOption(response, '100rel')
  const text = trimBlanks(fieldOf(response, 'RSeq') ?? '')
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (!required || response.status <= 100 || response.status >= 200 || number < 1 || number > MOST_RSEQ)
    return { is: 'unreliable' }
  if (last === null || number === last + 1) return { is: 'next', number }
  return { is: number <= last ? 'repeated' : 'gap' }
}

/** Our reliable provisional responses to one INVITE: one at a time, each repeated until its PRACK comes. */
export class ReliableProvisionals {
  readonly #inviteSequence: number
  readonly #waiting: SipResponse[] = []
  #number: number
  #current: { readonly response: SipResponse; readonly repeats: UnacknowledgedResponse } | null = null

  /** `random` is from 0 up to, not including, 1. */
  constructor(invite: SipRequest, random: number) {
    this.#inviteSequence = cseqOf(invite)?.number ?? 0
    this.#number = Math.floor(random * MOST_FIRST_RSEQ)
  }

  get nextWake(): number | null {
    return this.#current?.repeats.nextWake ?? null
  }

  /** Whether one with a body is not acknowledged yet: a 2xx then has to wait (§3). */
  get holdsDescription(): boolean {
    return [this.#current?.response, ...this.#waiting].some((response) => response !== undefined && response.body.length > 0)
  }

  /** Sends it, as soon as the one before is acknowledged. False where too many wait already. */
  send(response: SipResponse, now: number): UnacknowledgedEffect[] | false {
    if (this.#waiting.length === MOST_WAITING) return false
    this.#waiting.push(response)
    return this.#current ? [] : this.#next(now)
  }

  /** Whether that PRACK acknowledges what was sent last, and what that lets go out; null where it does not, which is answered 481 (§3). */
  acknowledge(prack: SipRequest, now: number): UnacknowledgedEffect[] | null {
    const rack = parseRAck(fieldOf(prack, 'RAck') ?? '')
    if (!this.#current || rack?.response !== this.#number || rack.cseq !== this.#inviteSequence || rack.method !== 'INVITE')
      return null
    this.#current = null
    return this.#next(now)
  }

  /** What is due. After `fail` the INVITE is to be refused. */
  wake(now: number): UnacknowledgedEffect[] {
    return this.#current?.repeats.step({ kind: 'wake' }, now) ?? []
  }

  /** The INVITE has its final response, after which none is repeated (§3). */
  stop(): void {
    this.#current = null
    this.#waiting.length = 0
  }

  #next(now: number): UnacknowledgedEffect[] {
    const bare = this.#waiting.shift()
    if (!bare) return []
    this.#number++
    const headers = [...bare.headers, { name: 'Require', value: '100rel' }, { name: 'RSeq', value: String(this.#number) }]
    const response = { ...bare, headers }
    const { transaction, effects } = UnacknowledgedResponse.start(response, RELIABLE_PROVISIONAL_GAPS, now)
    this.#current = { response, repeats: transaction }
    return effects
  }
}
