import { deepStrictEqual } from 'node:assert'
import { parseReferTo, printReferTo } from '@weft/protocols/sip/event/refer-to'
import { parseReplaces, printReplaces } from '@weft/protocols/sip/event/replaces'
import { SipPrintError } from '@weft/protocols/sip/sip-error'

const seeds = [
  '<sip:carol@example.com>',
  '"Carol" <sips:carol@example.com;method=BYE;transport=tcp?Replaces=a84b4%40pc.example%3Bto-tag%3Dt1%3Bfrom-tag%3Df1%3Bearly-only&Subject=x>',
  'sip:carol@example.com',
  '<tel:+1-201-555-0123>;x=1',
  '<https://example.com/?a=b>',
  'a84b4@pc.example;to-tag=t1;from-tag=f1',
  'x ; from-tag=f ; early-only ; to-tag=t ; y="z"',
]

export const target = {
  name: 'refer-to',
  seeds: seeds.map((seed) => new TextEncoder().encode(seed)),
  dictionary: [
    '?Replaces=',
    '%3Bto-tag%3D',
    '%3Bfrom-tag%3D',
    ';method=',
    '%0D%0A',
    '%00',
    '%25',
    '&',
    '<sip:',
    '>',
    '\r\n',
    ';to-tag=',
    ';early-only',
  ],

  /** Throws when reading throws, when what was read cannot be printed or reads otherwise once it was, or when a target would say more than whom. */
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const replaces = parseReplaces(text)
    if (replaces) deepStrictEqual(parseReplaces(printReplaces(replaces)), replaces)
    const referTo = parseReferTo(text)
    if (!referTo) return
    if (/[\s\0<>"]/.test(referTo.target) || /^sips?:[^@]*@[^@]*\?/i.test(referTo.target))
      throw new Error('the target is more than that')
    try {
      deepStrictEqual(parseReferTo(printReferTo(referTo)), referTo)
    } catch (error) {
      // What came from the fuzzer never was a header field: line ends and NUL may be in quotes.
      if (!(error instanceof SipPrintError && /[\0\r\n]/.test(text))) throw error
    }
  },
}
