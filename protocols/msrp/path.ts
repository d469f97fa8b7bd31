// To-Path, From-Path, and the path attribute of SDP: URIs with a space between them (RFC 4975 §7.1, §8.1). The first is the next hop, the last one the
// other end; between them are relays (RFC 4976).
import type { MsrpHeader } from './message.ts'
import { MsrpPrintError } from './msrp-error.ts'
import { areSameMsrpUri, type MsrpUri, parseMsrpUri, printMsrpUri } from './uri.ts'

/** One URI at least. */
export type MsrpPath = readonly [MsrpUri, ...MsrpUri[]]

const MOST = 16

/** Null where one of them is no URI, or there is none, or there are more than 16. */
export function parsePath(text: string): MsrpPath | null {
  const pieces = text.trim().split(/ +/, MOST + 1)
  const [first, ...others] = pieces.flatMap((piece) => parseMsrpUri(piece) ?? [])
  return first && others.length + 1 === pieces.length && pieces.length <= MOST ? [first, ...others] : null
}

/** Throws MsrpPrintError where one is no URI. */
export function printPath(path: MsrpPath): string {
  if (path.length > MOST) throw new MsrpPrintError(`a path has at most ${MOST} URIs`)
  return path.map(printMsrpUri).join(' ')
}

/** What every request of a session begins with. Throws MsrpPrintError where one is no URI. */
export function pathHeaders(to: MsrpPath, from: MsrpUri): MsrpHeader[] {
  return [
    { name: 'To-Path', value: printPath(to) },
    { name: 'From-Path', value: printMsrpUri(from) },
  ]
}

/** URI by URI, in the same order. */
export function areSamePath(a: MsrpPath, b: MsrpPath): boolean {
  return a.length === b.length && a.every((uri, index) => b[index] !== undefined && areSameMsrpUri(uri, b[index]))
}

/**
 * The session that a request is for, by its To-Path, or comes from, by its From-Path: the session-id of the other end; null where it has none. Hosts and
 * ports do not count: border controllers write others there (P4).
 */
export function sessionIdOf(path: MsrpPath): string | null {
  return path.at(-1)?.sessionId ?? null
}

/** True where both paths end in the same session. Session-ids are secrets (§14.1): how long this takes does not tell how much of one is right. */
export function areSameSession(a: MsrpPath, b: MsrpPath): boolean {
  const [first, second] = [sessionIdOf(a), sessionIdOf(b)]
  if (first === null || second === null || first.length !== second.length) return false
  let difference = 0
  for (let at = 0; at < first.length; at++) difference |= first.charCodeAt(at) ^ second.charCodeAt(at)
  return difference === 0
}
