import { type MsrpPath, sessionIdOf } from '@weft/protocols/msrp/path'
import type { MsrpRequest, RefusedRequest } from '@weft/protocols/msrp/request'
import { type MsrpStatus, statusOf } from '@weft/protocols/msrp/status'

/** A session, as somebody who wants to be its other side finds it. */
export interface Candidate {
  /** `undescribed`: who the other side is has not been said yet. `taken`: it has a connection, or is about to open one. */
  readonly claim: 'undescribed' | 'expected' | 'taken'
  /** The other side's path; null while undescribed. */
  readonly peer: MsrpPath | null
}

export type Admission<Session> =
  | { readonly kind: 'bind'; readonly session: Session }
  /** Its other side may be described at any moment. */
  | { readonly kind: 'wait'; readonly session: Session }
  | { readonly kind: 'refuse'; readonly status: MsrpStatus; readonly why: 'bad-request' | 'no-such-session' | 'in-use' }

/**
 * Whose connection it is, by the first request for a session (RFC 4975 §5.4, §7.3.1, §10.10). Who knows both session-ids is the other side, whatever hosts
 * and ports the paths have: border controllers write others there (msrp-conference §4.4).
 */
export function judgeFirstRequest<Session extends Candidate>(
  request: MsrpRequest | RefusedRequest,
  find: (sessionId: string) => Session | null,
): Admission<Session> {
  if (request.kind === 'refused') return { kind: 'refuse', status: request.status, why: 'bad-request' }
  const session = request.kind === 'send' ? find(sessionIdOf(request.toPath) ?? '') : null
  if (!session) return { kind: 'refuse', status: statusOf(481), why: 'no-such-session' }
  if (session.claim === 'taken') return { kind: 'refuse', status: statusOf(506), why: 'in-use' }
  if (session.peer === null) return { kind: 'wait', session }
  return sessionIdOf(request.fromPath) === sessionIdOf(session.peer)
    ? { kind: 'bind', session }
    : { kind: 'refuse', status: statusOf(481), why: 'no-such-session' }
}
