// Replaces (RFC 3891): the dialog that a new one takes the place of.

import type { Dialog } from '../dialog.ts'
import { trimBlanks } from '../field-text.ts'
import { tagOf } from '../message-identity.ts'
import { parameterOf, parseParameters, printParameters, type SipParameter } from '../parameters.ts'
import { SipPrintError } from '../sip-error.ts'
import { isToken } from '../token.ts'

export interface Replaces {
  readonly callId: string
  /** Tag of the side that gets the request with Replaces. */
  readonly toTag: string
  readonly fromTag: string
  /** Only as long as it is early (§6.1). */
  readonly earlyOnly: boolean
}

/** callid: word [ "@" word ], of visible characters. */
const CALL_ID = /^[\w\-.!%*+`'~()<>:\\"/[\]?{}@]+$/

/** Null where the value is no Replaces: both tags are mandatory (§6.1). */
export function parseReplaces(value: string): Replaces | null {
  const end = value.indexOf(';')
  const callId = trimBlanks(value, 0, Math.max(end, 0))
  const parameters = parseParameters(value.slice(Math.max(end, 0)))
  if (!CALL_ID.test(callId) || !parameters) return null
  const [toTag, fromTag] = [parameterOf(parameters, 'to-tag'), parameterOf(parameters, 'from-tag')]
  if (toTag === null || fromTag === null || !isToken(toTag) || !isToken(fromTag)) return null
  return { callId, toTag, fromTag, earlyOnly: parameterOf(parameters, 'early-only') !== null }
}

/** Throws SipPrintError where a part would not stay that part. */
export function printReplaces({ callId, toTag, fromTag, earlyOnly }: Replaces): string {
  if (!CALL_ID.test(callId)) throw new SipPrintError('the Call-ID in a Replaces is none')
  if (!isToken(toTag) || !isToken(fromTag)) throw new SipPrintError('a tag in a Replaces is none')
  const parameters: SipParameter[] = [
    { name: 'to-tag', value: toTag },
    { name: 'from-tag', value: fromTag },
    ...(earlyOnly ? [{ name: 'early-only', value: null }] : []),
  ]
  return callId + printParameters(parameters)
}

/** Whether that dialog of ours is the one that a request to us replaces (§3): its to-tag is our tag there. A missing tag counts as 0. */
export function replacesDialog({ callId, toTag, fromTag }: Replaces, dialog: Dialog): boolean {
  return callId === dialog.callId && toTag === (tagOf(dialog.local) ?? '0') && fromTag === (tagOf(dialog.remote) ?? '0')
}
