/** Bytes of UTF-8. */
const LONGEST = 128
/** What a nickname may not hold: controls, what is not to be seen, and code points that mean nothing (RFC 8264 §4.3.3). */
const DISALLOWED = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u

/** A nickname as it is shown, and the form in which two are compared (RFC 8266 §2.3, §2.4). */
export interface Nickname {
  readonly shown: string
  readonly key: string
}

/** Reads what somebody wants to be called; null where it is no nickname. */
export function readNickname(given: string): Nickname | null {
  // The length first: what follows takes time in proportion to it.
  if (given.length > LONGEST || DISALLOWED.test(given)) return null
  const shown = given
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
    .normalize('NFC')
  const key = comparedForm(shown)
  return key === '' || new TextEncoder().encode(shown).length > LONGEST ? null : { shown, key }
}

/** Compatibility forms and case are no difference, so that nobody can be taken for somebody else. */
function comparedForm(shown: string): string {
  return shown
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
}
