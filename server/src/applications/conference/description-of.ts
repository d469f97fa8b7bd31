import { SdpError } from '@weft/protocols/sdp/sdp-error'
import { parseDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'

/** What a peer describes; null where it is no session description. */
export function descriptionOf(bytes: Uint8Array): SessionDescription | null {
  try {
    return parseDescription(bytes)
  } catch (error) {
    if (error instanceof SdpError) return null
    throw error
  }
}
