import { parseUri } from './uri.ts'
import { areSameUri } from './uri-equality.ts'

/** True for URIs that are the same as text or by the rules of RFC 3261 §19.1.4. */
export function areSameUriText(one: string, other: string): boolean {
  if (one === other) return true
  const [first, second] = [parseUri(one), parseUri(other)]
  return first !== null && second !== null && areSameUri(first, second)
}
