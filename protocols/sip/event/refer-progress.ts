// How a referred request fares, as a NOTIFY of `refer` tells it (RFC 3515 §2.4.4, §2.4.5).
import { fieldOf, type SipRequest } from '../message.ts'
import type { EventContent } from './notifier-settings.ts'
import { parseSipfrag, printSipfrag } from './sipfrag.ts'

export interface ReferProgress {
  /** 100 to 199: it is under way. From 200: its end. */
  readonly status: number
  readonly reason: string
}

const TYPE = 'message/sipfrag;version=2.0'
const NOTHING = new Uint8Array()

/** Null where that NOTIFY does not say. */
export function referProgressOf(notify: SipRequest): ReferProgress | null {
  const [type = ''] = (fieldOf(notify, 'Content-Type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'message/sipfrag') return null
  const start = parseSipfrag(notify.body)?.start
  return start?.kind === 'response' ? { status: start.status, reason: start.reason } : null
}

/** The body of a NOTIFY that says so. Only the status line: more would tell the referrer about whom it referred (§5.2). Throws SipPrintError. */
export function referContent({ status, reason }: ReferProgress): EventContent {
  return { type: TYPE, body: printSipfrag({ start: { kind: 'response', status, reason }, headers: [], body: NOTHING }) }
}
