import type { Party } from '@weft/client/call'

/** Names are shown on one line; nobody reads more of them. */
const LONGEST = 100

/**
 * What a person is called: by name if there is one, otherwise by address. Names are what others say of themselves, so they lose what
 * cannot be seen and what turns the direction of writing; joiners stay, which some scripts need.
 */
export function nameOf({ uri, displayName }: Party): string {
  const name = displayName
    .replace(/(?!\u200C|\u200D)\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  // A name of joiners and marks alone cannot be seen either.
  return /[^\p{Cf}\p{M}\s]/u.test(name) ? name.slice(0, LONGEST) : uri
}
