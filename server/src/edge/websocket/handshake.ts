import type { IncomingHttpHeaders } from 'node:http'

export const SUBPROTOCOL = 'sylkRTC-2'
const WEBSOCKET_PATH = '/webrtcgateway/ws'

export type HandshakeDecision =
  | { readonly accept: true }
  | { readonly accept: false; readonly status: number; readonly phrase: string }

/** Whether an upgrade request may become a connection, checked in the order clients and tests know (sylkrtc-protocol §1.1). */
export function decideHandshake(
  path: string,
  headers: IncomingHttpHeaders,
  originAllowed: (origin: string | undefined) => boolean,
): HandshakeDecision {
  if (path !== WEBSOCKET_PATH) return refuse(404, 'Not Found')
  const { origin } = headers
  if (!originAllowed(origin)) return refuse(400, `WebSocket connection denied: origin '${printable(origin ?? '')}' not allowed`)
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  if (!offered.includes(SUBPROTOCOL)) return refuse(406, 'No compatible protocol specified')
  return { accept: true }
}

const refuse = (status: number, phrase: string): HandshakeDecision => ({ accept: false, status, phrase })

/** What may stand in a status line (RFC 9112 §4), bounded. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}
