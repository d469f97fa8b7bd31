import { asInteger, asObject, asText, type JsonObject } from './json.ts'

/** A session description on its way through Janus. */
export interface Jsep {
  readonly type: 'offer' | 'answer'
  readonly sdp: string
  /** Of an offer of simulcast: whether the first rid is the highest quality or the lowest. */
  readonly rid_order?: 'hml' | 'lmh'
}

/** What Janus says: the answer to a request, or news of a session or handle. Absent parts are null. */
export interface Frame {
  /** `success`, `ack`, `error`, `event`, `webrtcup`, `media`, `slowlink`, `hangup`, `detached`, `timeout`, `trickle` … */
  readonly janus: string
  readonly transaction: string | null
  readonly session: number | null
  /** The handle it is about. */
  readonly sender: number | null
  /** `data.id`: of the session or handle that was made. */
  readonly id: number | null
  readonly error: { readonly code: number; readonly reason: string } | null
  /** `plugindata.data`: what the plugin itself says. */
  readonly plugin: JsonObject | null
  readonly jsep: Jsep | null
  /** Why the PeerConnection went. */
  readonly reason: string | null
}

/** Reads one frame of the Janus API (https://janus.conf.meetecho.com/docs/rest.html); null for anything else. Never throws. */
export function readFrame(text: string): Frame | null {
  let root: JsonObject | null
  try {
    root = asObject(JSON.parse(text))
  } catch {
    return null
  }
  const janus = asText(root?.janus)
  if (!root || janus === null) return null
  return {
    janus,
    transaction: asText(root.transaction),
    session: asInteger(root.session_id),
    sender: asInteger(root.sender),
    id: asInteger(asObject(root.data)?.id),
    error: readError(asObject(root.error)),
    plugin: asObject(asObject(root.plugindata)?.data),
    jsep: readJsep(asObject(root.jsep)),
    reason: asText(root.reason),
  }
}

function readError(error: JsonObject | null): Frame['error'] {
  return error && { code: asInteger(error.code) ?? 0, reason: asText(error.reason) ?? 'unspecified reason' }
}

function readJsep(jsep: JsonObject | null): Jsep | null {
  const type = asText(jsep?.type)
  const sdp = asText(jsep?.sdp)
  return sdp !== null && (type === 'offer' || type === 'answer') ? { type, sdp } : null
}
