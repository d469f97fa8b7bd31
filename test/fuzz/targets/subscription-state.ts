import { deepStrictEqual } from 'node:assert'
import { parseEvent, printEvent } from '@weft/protocols/sip/event/event-field'
import { parseSubscriptionState, printSubscriptionState, resubscribeAfter } from '@weft/protocols/sip/event/subscription-state'

const seeds = [
  'active;expires=600',
  'pending ; expires = 0 ; x="a;b"',
  'terminated;reason=probation;retry-after=86401',
  'Terminated;reason="Rejected"',
  'waiting',
  'presence.winfo;id=a1',
  'refer;id="93"',
]

export const target = {
  name: 'subscription-state',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  dictionary: [
    'active',
    'terminated',
    ';reason=',
    ';expires=',
    ';retry-after=',
    ';id=',
    'noresource',
    '"\\"',
    '\r\n',
    '\u0000',
    '%',
  ],

  /** Throws when reading throws, when what was read cannot be printed or reads otherwise once it was, or when the time to wait is none. */
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const event = parseEvent(text)
    if (event) deepStrictEqual(parseEvent(printEvent(event)), event)
    const state = parseSubscriptionState(text)
    if (!state) return
    const wait = resubscribeAfter(state)
    if (wait !== null && !(wait >= 0 && wait <= 86_400_000)) throw new Error(`to be tried again after ${wait} ms`)
    deepStrictEqual(parseSubscriptionState(printSubscriptionState(state)), state)
  },
}
