import { ImapFlow } from 'imapflow'
import type { Clock } from '../../ports/clock.ts'

export interface ImapServer {
  readonly host: string
  readonly port: number
}

export interface ImapLoginRequest {
  readonly server: ImapServer
  /** PEM: whom the server's certificate may be signed by. */
  readonly ca: Buffer
  readonly user: string
  readonly password: string
  /** ms for all of it. */
  readonly timeout: number
}

/** `wrong`: the server said no. `unavailable`: it did not decide; `why` is a code or a text of ours, never the server's words. */
export type ImapLoginResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'unavailable'; readonly why: string }

/** A log-in has no use for more; imapflow would take a gigabyte. */
const MOST_BYTES = 65_536
/** Response codes of a NO that is about the server, not about the password (RFC 5530 §3). */
const NOT_ABOUT_THE_PASSWORD = new Set(['UNAVAILABLE', 'SERVERBUG', 'INUSE', 'LIMIT', 'CONTACTADMIN', 'PRIVACYREQUIRED'])

/** Tries a LOGIN (RFC 3501 §6.2.3) over TLS and logs out again. Never rejects, and leaves no connection behind. */
export async function imapLogin(
  { server, ca, user, password, timeout }: ImapLoginRequest,
  clock: Clock,
): Promise<ImapLoginResult> {
  // No IMAP string holds NUL, no quoted one holds line ends: nobody has such a password.
  if (/[\0\r\n]/.test(user + password)) return { kind: 'wrong' }
  const client = new ImapFlow({
    ...server,
    secure: true,
    tls: { ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    auth: { user, pass: password, loginMethod: 'LOGIN' },
    logger: false,
    disableCompression: true,
    disableAutoEnable: true,
    disableAutoIdle: true,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    maxLineLength: MOST_BYTES,
    maxLiteralSize: MOST_BYTES,
    maxResponseSize: 2 * MOST_BYTES,
  })
  // Every failure also rejects connect(); without a listener the event would end the process.
  client.on('error', () => undefined)
  let stop = () => {}
  const tooLong = new Promise<ImapLoginResult>((resolve) => {
    stop = clock.after(timeout, () => resolve({ kind: 'unavailable', why: 'no answer in time' }))
  })
  const result = await Promise.race([attempt(client), tooLong])
  stop()
  client.close()
  return result
}

async function attempt(client: ImapFlow): Promise<ImapLoginResult> {
  try {
    await client.connect()
    // `authenticated` is also true after a PREAUTH greeting, of a server that has not looked at the password; only OK sets `greeting`.
    const accepted = client.authenticated !== false && client.greeting !== undefined
    await client.logout()
    return accepted ? { kind: 'accepted' } : { kind: 'unavailable', why: 'the server did not ask for a log-in' }
  } catch (error) {
    return judge(error)
  }
}

function judge(failure: unknown): ImapLoginResult {
  if (text(failure, 'responseStatus') === 'NO') {
    const code = text(failure, 'serverResponseCode') ?? ''
    return NOT_ABOUT_THE_PASSWORD.has(code) ? { kind: 'unavailable', why: code } : { kind: 'wrong' }
  }
  return { kind: 'unavailable', why: text(failure, 'code') ?? 'the connection failed' }
}

function text(failure: unknown, key: 'responseStatus' | 'serverResponseCode' | 'code'): string | null {
  const value =
    typeof failure === 'object' && failure !== null && key in failure ? (failure as Record<string, unknown>)[key] : null
  return typeof value === 'string' ? value : null
}
