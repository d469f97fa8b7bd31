// What a client can do, as a hash in its presence, so that it is asked once (XEP-0115).
import { sha1 } from '@noble/hashes/legacy.js'
import { base64 } from './base64.ts'
import type { DiscoInfo } from './disco.ts'
import { NS } from './namespaces.ts'
import { type XmlElement, xml } from './xml.ts'

export interface Caps {
  /** What software it is, as a URI. */
  readonly node: string
  readonly ver: string
  readonly hash: string
}

/** The `ver` for what one is and can do (§5.1), SHA-1 in base64. Forms of XEP-0128 are none of ours. */
export function capsHash({ identities, features }: DiscoInfo): string {
  const lines = [
    ...identities.map(({ category, type, lang, name }) => `${category}/${type}/${lang ?? ''}/${name}`).toSorted(byBytes),
    ...features.toSorted(byBytes),
  ]
  return base64(sha1(new TextEncoder().encode(lines.map((line) => `${line}<`).join(''))))
}

export function capsElement({ node, ver, hash }: Caps): XmlElement {
  return xml('c', NS.caps, { hash, node, ver })
}

/** "i;octet" (RFC 4790 §9.3): by bytes of UTF-8, which is the order of code points. */
function byBytes(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)]
  const at = left.findIndex((char, index) => char !== right[index])
  if (at < 0) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1)
}
