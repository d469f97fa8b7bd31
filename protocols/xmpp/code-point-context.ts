// Code points that stand only where what is around them makes sense of them (RFC 5892 appendix A).

const VIRAMA =
  /^[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u1714\u1715\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua82c\ua8c4\ua953\ua9c0\uaaf6\uabed]$/u
const KANA_OR_HAN = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u
const ARABIC_INDIC = /[\u0660-\u0669]/u
const EXTENDED_ARABIC_INDIC = /[\u06f0-\u06f9]/u
const CONTEXTUAL = /^(?:\u200c|\u200d|[\u00b7\u0375\u05f3\u05f4\u30fb\u0660-\u0669\u06f0-\u06f9])$/u

/** Whether the rules are about that code point. */
export function isContextual(char: string): boolean {
  return CONTEXTUAL.test(char)
}

/** Whether all code points that the rules are about may stand where they stand. */
export function followsContextRules(text: string): boolean {
  // A.7, katakana middle dot; A.8 and A.9, one of the two kinds of digits.
  if (text.includes('\u30fb') && !KANA_OR_HAN.test(text)) return false
  if (ARABIC_INDIC.test(text) && EXTENDED_ARABIC_INDIC.test(text)) return false
  const chars = Array.from(text)
  return chars.every((char, index) => mayStand(char, chars[index - 1] ?? '', chars[index + 1] ?? ''))
}

function mayStand(char: string, before: string, after: string): boolean {
  switch (char) {
    // A.1 and A.2, joiners: of the two rules for the first, the one that looks at joining types is left out, as nothing here knows these.
    case '\u200c':
    case '\u200d':
      return VIRAMA.test(before)
    // A.3, middle dot.
    case '\u00b7':
      return before === 'l' && after === 'l'
    // A.4, keraia.
    case '\u0375':
      return /^\p{Script=Greek}$/u.test(after)
    // A.5 and A.6, geresh and gershayim.
    case '\u05f3':
    case '\u05f4':
      return /^\p{Script=Hebrew}$/u.test(before)
    default:
      return true
  }
}
