import type { Party } from '@weft/client/call'

/** As many are shown. */
const MAX_SUGGESTIONS = 6

/**
 * Who may be meant by what was typed so far: those whose name, a part of it, or address begins with it, before those who have it
 * anywhere; each person once, and nobody whose whole address it is already.
 * @param people those who are likelier first
 */
export function suggestions(typed: string, people: Iterable<Party>): readonly Party[] {
  const wanted = folded(typed.trim().replace(/^sips?:/i, ''))
  if (wanted === '') return []
  const beginning = new Map<string, Party>()
  const containing = new Map<string, Party>()
  for (const person of people) {
    const address = folded(person.uri)
    if (address === wanted) continue
    const words = [address, ...folded(person.displayName).split(/\s+/)]
    const all = `${folded(person.displayName)} ${address}`
    const found =
      words.some((word) => word.startsWith(wanted)) || all.startsWith(wanted)
        ? beginning
        : all.includes(wanted)
          ? containing
          : null
    if (found !== null && !beginning.has(address)) found.set(address, person)
  }
  for (const address of beginning.keys()) containing.delete(address)
  return [...beginning.values(), ...containing.values()].slice(0, MAX_SUGGESTIONS)
}

/** Without capitals and accents: nobody types them to find somebody. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
