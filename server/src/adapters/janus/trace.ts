import { withoutMediaKeys } from '@weft/protocols/sdp/media-keys'
import { asObject, type JsonObject } from './json.ts'

/** What a trace must not show: API secret, digest secrets, push tokens, what people write to each other. */
const HIDDEN: ReadonlySet<string> = new Set(['apisecret', 'secret', 'ha1_secret', 'contact_params', 'content'])

/** Sees every message on its way to or from Janus, as JSON with what must stay secret replaced by `***`. */
export type JanusTrace = (direction: 'sent' | 'received', message: string) => void

/** The message as a trace may show it. */
export function withoutSecrets(message: string): string {
  try {
    return JSON.stringify(JSON.parse(message), (key, value: unknown) => {
      if (HIDDEN.has(key)) return hidden(value)
      return key === 'sdp' && typeof value === 'string' ? withoutMediaKeys(value) : value
    })
  } catch {
    return `(${message.length} characters that are not JSON)`
  }
}

function hidden(value: unknown): unknown {
  const object: JsonObject | null = asObject(value)
  return object ? Object.fromEntries(Object.keys(object).map((name) => [name, '***'])) : '***'
}
