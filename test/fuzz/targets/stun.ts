import { deepStrictEqual } from 'node:assert'
import { isStun, parseStun, printStunRequest, printStunResponse } from '@weft/protocols/sip/stun-binding'

const id = new Uint8Array(12).fill(7)
const request = printStunRequest(id)
const addresses = [
  { address: Uint8Array.of(192, 0, 2, 1), port: 5060 },
  { address: new Uint8Array(16).fill(0x20), port: 65_535 },
]
const plain = { kind: 'request', transactionId: id, unknown: [] } as const
const strange = { ...plain, unknown: [0x0006, 0x0013] }

export const target = {
  name: 'stun',
  seeds: [
    request,
    ...addresses.map((address) => printStunResponse(plain, address)),
    ...addresses.slice(0, 1).map((address) => printStunResponse(strange, address)),
    new TextEncoder().encode('OPTIONS sip:b@example.com SIP/2.0\r\n\r\n'),
  ],
  dictionary: ['\u0001\u0001', '\u0000\u0020\u0000\u0008', '!\u0012\ufffdB'],

  /** Throws when reading throws, when what is no STUN is read, or when the answer to a request says something else than where it came from. */
  run(input: Uint8Array): void {
    const message = parseStun(input)
    if (message && !isStun(input)) throw new Error('what is not taken for STUN is read as such')
    if (message?.kind !== 'request') return
    const { transactionId } = message
    for (const from of addresses) {
      const answer = parseStun(printStunResponse(message, from))
      if (message.unknown.length === 0) deepStrictEqual(answer, { kind: 'success', transactionId, mapped: from })
      else deepStrictEqual(answer, { kind: 'error', transactionId, code: 420 })
    }
  },
}
