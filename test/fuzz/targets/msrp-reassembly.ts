import { deepStrictEqual } from 'node:assert'
import type { ContinuationFlag } from '@weft/protocols/msrp/message'
import { REASSEMBLY_LIMITS, Reassembly, type ReassemblyLimits } from '@weft/protocols/msrp/reassembly'
import { readRequest, type SendRequest } from '@weft/protocols/msrp/request'

/*
 * Chunks of a few messages. An input is a list of chunks of five bytes: which message, where it starts, how many bytes it has, the total it claims (0: none),
 * its flag. The bytes of a chunk are its number.
 */

const FLAGS: readonly ContinuationFlag[] = ['+', '$', '#', '+']
/** How many bytes come at a time. */
const PIECE = 10
/** Nothing but sizes and ranges can be wrong within these. */
const WIDE: ReassemblyLimits = { ...REASSEMBLY_LIMITS, message: 200, held: 1_000_000, ranges: 1000, idle: 1000 }
const NARROW: ReassemblyLimits = { message: 100, held: 150, messages: 2, ranges: 3, idle: 100 }
const chunk = (id: number, start: number, size: number, total: number, flag: number) => [id, start, size, total, flag]

export const target = {
  name: 'msrp-reassembly',
  seeds: [
    [...chunk(0, 1, 5, 10, 0), ...chunk(0, 6, 5, 10, 1)],
    [...chunk(1, 6, 5, 0, 1), ...chunk(0, 1, 9, 0, 1), ...chunk(1, 1, 5, 0, 0)],
    [...chunk(0, 3, 4, 8, 0), ...chunk(0, 1, 4, 8, 0), ...chunk(0, 5, 4, 8, 1)],
    [...chunk(0, 1, 4, 0, 0), ...chunk(0, 5, 0, 0, 2), ...chunk(0, 1, 4, 0, 1), ...chunk(2, 1, 0, 0, 1)],
    [...chunk(0, 1, 4, 250, 0), ...chunk(0, 5, 4, 0, 1), ...chunk(3, 199, 4, 0, 0), ...chunk(3, 1, 4, 0, 1)],
    [...[1, 3, 5, 7, 9].flatMap((start) => chunk(0, start, 1, 0, 0)), ...chunk(0, 2, 50, 51, 1)],
  ].map((bytes) => Uint8Array.from(bytes)),

  /** Throws when messages come to another end than by the plainest reading of the rules, or something is not bounded or told twice. */
  run(input: Uint8Array): void {
    const reassembly = new Reassembly(true, WIDE)
    const model = new Model()
    const bounded = [new Reassembly(true, NARROW), new Reassembly(false, NARROW)]
    for (let at = 0; at + 5 <= Math.min(input.length, 1000); at += 5) {
      const [id = 0, start = 0, size = 0, total = 0, flagNumber = 0] = input.subarray(at, at + 5)
      const send = sendOf(id % 5, start, total)
      const flag = FLAGS[flagNumber % 4] ?? '+'
      if (!send) continue
      const bytes = new Uint8Array(size % 64).fill(at / 5)
      deepStrictEqual(put(reassembly, send, bytes, flag, 0), model.put(send, bytes, flag))
      for (const one of bounded) {
        const { kind, body } = put(one, send, bytes, flag, at)
        if (kind === 'complete' && body && body.length > NARROW.message) throw new Error('more than a message may have')
        for (const { range } of one.wake(at)) if (range.start < 1) throw new Error('something is forgotten that never was')
        if (one.nextWake !== null && one.nextWake <= at) throw new Error('wake() leaves something that is due')
      }
    }
    for (const one of bounded) if (one.wake(10_000).length > NARROW.messages) throw new Error('too many messages were under way')
  },
}

interface Outcome {
  readonly kind: string
  readonly why?: string
  readonly body?: number[]
}

function put(reassembly: Reassembly, send: SendRequest, bytes: Uint8Array, flag: ContinuationFlag, now: number): Outcome {
  const told: Outcome[] = []
  reassembly.begin(send)
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.slice(from, from + PIECE)
    const taken = reassembly.data(piece, now)
    if (taken.kind === 'refused') told.push({ kind: taken.kind, why: taken.why })
    else if (taken.kind === 'taken' && taken.at !== send.range.start - 1 + from)
      throw new Error('bytes are put where they do not belong')
    // What was handed over is the caller's again.
    piece.fill(0xff)
  }
  const end = reassembly.end(flag)
  if (end) {
    const { kind } = end
    told.push(
      kind === 'refused' ? { kind, why: end.why } : kind === 'complete' && end.body ? { kind, body: [...end.body] } : { kind },
    )
  }
  const [outcome] = told
  if (!outcome || told.length > 1) throw new Error(`a chunk has ${told.length} outcomes`)
  return outcome
}

/** The rules, byte by byte and without a thought for cost. */
class Model {
  readonly #messages = new Map<
    string,
    { readonly bytes: Map<number, number>; readonly totals: Set<number>; highest: number; end: number | null }
  >()
  readonly #refused = new Map<string, string>()

  put(send: SendRequest, bytes: Uint8Array, flag: ContinuationFlag): Outcome {
    const why = bytes.length > 0 ? (this.#refused.get(send.messageId) ?? this.#write(send, bytes)) : null
    const outcome = why === null ? this.#end(send, bytes.length, flag) : { kind: 'refused', why }
    if (outcome.why !== undefined) {
      this.#messages.delete(send.messageId)
      this.#refused.set(send.messageId, outcome.why)
    }
    if (flag !== '+') this.#refused.delete(send.messageId)
    return outcome
  }

  #write({ messageId, range }: SendRequest, bytes: Uint8Array): string | null {
    for (let from = 0; from < bytes.length; from += PIECE) {
      const end = range.start - 1 + Math.min(from + PIECE, bytes.length)
      if (end > WIDE.message || (range.total ?? 0) > WIDE.message) return 'too-large'
      const message = this.#messages.get(messageId) ?? { bytes: new Map(), totals: new Set(), highest: 0, end: null }
      this.#messages.set(messageId, message)
      if (range.total !== null) message.totals.add(range.total)
      message.highest = Math.max(message.highest, end)
      for (let at = range.start + from; at <= end; at++) message.bytes.set(at, bytes[0] ?? 0)
    }
    return null
  }

  #end({ messageId, range }: SendRequest, size: number, flag: ContinuationFlag): Outcome {
    const message = this.#messages.get(messageId)
    if (flag === '#') {
      this.#messages.delete(messageId)
      return { kind: 'aborted' }
    }
    if (!message) return { kind: 'empty' }
    const last = range.start - 1 + size
    const { bytes, totals, highest } = message
    if (flag === '$') {
      if (message.end !== null && message.end !== last) return { kind: 'refused', why: 'wrong-range' }
      message.end = last
    }
    if (message.end !== null && highest > message.end) return { kind: 'refused', why: 'wrong-range' }
    const [promised = null] = totals
    const total = message.end ?? (totals.size === 1 && promised !== null && highest <= promised ? promised : null)
    if (total === null || bytes.size !== total) return { kind: 'partial' }
    this.#messages.delete(messageId)
    return { kind: 'complete', body: Array.from({ length: total }, (_, index) => message.bytes.get(index + 1) ?? -1) }
  }
}

function sendOf(id: number, start: number, total: number): SendRequest | null {
  const headers = [
    { name: 'To-Path', value: 'msrp://b.example/s;tcp' },
    { name: 'From-Path', value: 'msrp://a.example/t;tcp' },
    { name: 'Message-ID', value: String(id) },
    { name: 'Byte-Range', value: `${start}-*/${total === 0 ? '*' : total}` },
  ]
  const request = readRequest({ kind: 'request', transaction: 'a1b2', method: 'SEND', headers })
  return request.kind === 'send' ? request : null
}
