// What text may be a name, and its one form: the profiles UsernameCaseMapped and OpaqueString (RFC 8265) of PRECIS (RFC 8264).
import { followsBidiRule } from './bidi.ts'
import { followsContextRules, isContextual } from './code-point-context.ts'

const ASCII = /^[\x21-\x7e]*$/
const PRINTABLE = /^[\x20-\x7e]*$/
/** Fullwidth and halfwidth forms, which width mapping replaces (RFC 8265 §3.3.1). */
const WIDTH = /[\uff01-\uffef\u3000]/g
/** Spaces other than that of ASCII (RFC 8265 §4.2.1). */
const OTHER_SPACE = /(?! )\p{Zs}/gu
/** LetterDigits (RFC 8264 §9.1). */
const LETTER_OR_DIGIT = /^[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}]$/u
/** What FreeformClass has beyond IdentifierClass: OtherLetterDigits, Spaces, Symbols, Punctuation (RFC 8264 §9.13 to §9.16). */
const FREE = /^[\p{Lt}\p{Nl}\p{No}\p{Me}\p{Zs}\p{Sm}\p{Sc}\p{Sk}\p{So}\p{Pc}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}]$/u
/** PrecisIgnorableProperties (§9.10). */
const IGNORABLE = /^[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]$/u
/** OldHangulJamo (§9.9). */
const OLD_JAMO = /^[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]$/u
/** Exceptions that are PVALID, and such as are not (§9.6, RFC 5892 §2.6). */
const EXCEPTION_VALID = /^[\u00df\u03c2\u06fd\u06fe\u0f0b\u3007]$/u
const EXCEPTION_DISALLOWED = /^[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]$/u

/** Nothing that is longer is a part of an address (RFC 7622 §3.1). */
const LONGEST = 1023

type Use = 'valid' | 'free' | 'disallowed'

/** The one form of a user's name; null where it is none. */
export function usernameCaseMapped(text: string): string | null {
  if (text === '') return null
  if (ASCII.test(text)) return text.toLowerCase()
  const mapped = text
    .replace(WIDTH, (char) => char.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFC')
  if (!isStable(mapped, (char) => char.toLowerCase()) || !hasOnly(mapped, ['valid'])) return null
  return followsBidiRule(mapped) ? mapped : null
}

/** The one form of a string that nothing but equality is asked of; null where it is none. */
export function opaqueString(text: string): string | null {
  if (text === '') return null
  if (PRINTABLE.test(text)) return text
  const mapped = text.replace(OTHER_SPACE, ' ').normalize('NFC')
  return hasOnly(mapped, ['valid', 'free']) ? mapped : null
}

/** Whether an identifier may hold all of its code points where they stand. */
export function isIdentifier(text: string): boolean {
  return hasOnly(text, ['valid'])
}

/** Whether mapping it again leaves it as it is: else it had several forms. */
function isStable(text: string, map: (text: string) => string): boolean {
  return map(text).normalize('NFC') === text
}

function hasOnly(text: string, allowed: readonly Use[]): boolean {
  const isAllowed = (char: string) => isContextual(char) || allowed.includes(useOf(char))
  return text.length <= LONGEST && Array.from(text).every(isAllowed) && followsContextRules(text)
}

/** The derived property of a code point (RFC 8264 §8). */
function useOf(char: string): Use {
  if (EXCEPTION_VALID.test(char)) return 'valid'
  if (EXCEPTION_DISALLOWED.test(char) || OLD_JAMO.test(char) || IGNORABLE.test(char)) return 'disallowed'
  if (ASCII.test(char)) return 'valid'
  // HasCompat (§9.17).
  const hasCompatible = char.normalize('NFKC') !== char
  if (LETTER_OR_DIGIT.test(char)) return hasCompatible ? 'free' : 'valid'
  return FREE.test(char) ? 'free' : 'disallowed'
}
