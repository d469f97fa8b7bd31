import { withoutMediaKeys } from '@weft/protocols/sdp/media-keys'

/** Sees every message on its way to or from a client, as JSON with what must stay secret replaced by `***`. */
export type ClientTrace = (direction: 'in' | 'out', connection: string, message: string) => void

/** What a trace must not show: passwords, push tokens, keys, what people write to each other. */
const HIDDEN: ReadonlySet<string> = new Set([
  'password',
  'token',
  'previous_session_token',
  'resume_token',
  'content',
  'public_key',
])

/** The message as a trace may show it. */
export function traceText(message: object): string {
  return JSON.stringify(message, (key, value: unknown) => {
    if (HIDDEN.has(key)) return '***'
    // An error text quotes what it is about.
    if (key === 'error' && typeof value === 'string' && [...HIDDEN].some((name) => value.includes(`'${name}'`))) return '***'
    return key === 'sdp' && typeof value === 'string' ? withoutMediaKeys(value) : value
  })
}
