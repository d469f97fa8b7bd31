import { createHmac } from 'node:crypto'

/** What a TURN server is shown (RFC 8489 §9.2). */
export interface TurnCredentials {
  readonly username: string
  readonly credential: string
}

/**
 * Credentials that expire, for TURN servers that share a secret with us: coturn's `use-auth-secret`, of "A REST API For Access To TURN Services"
 * (draft-uberti-behave-turn-rest-00 §2.2). The server knows from the name how long they are good.
 * @param expiresAt ms since the epoch
 * @param user tells who uses them from others, to the TURN server's quotas and logs
 */
export function turnCredentials(secret: string, expiresAt: number, user: string): TurnCredentials {
  const username = `${Math.floor(expiresAt / 1000)}:${user}`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
