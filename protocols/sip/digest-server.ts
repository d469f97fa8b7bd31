// Challenges clients and checks what they answer (RFC 3261 §22.4, RFC 7616 §3.3 and §3.4, RFC 8760 §2.3).
import { AuthHeaderError } from './auth-elements.ts'
import { type DigestCredentials, parseCredentials, printChallenge } from './auth-header.ts'
import {
  type DigestAlgorithm,
  type DigestHash,
  type DigestSecret,
  digestAlgorithm,
  digestResponse,
  ha1Of,
  sameDigest,
} from './digest.ts'
import { DigestNonces } from './digest-nonce.ts'
import { fieldsOf, type SipHeaderField, type SipRequest } from './message.ts'
import { ReplayWindow } from './replay-window.ts'
import { areSameUriText } from './uri-text-equality.ts'

export interface DigestServerSettings {
  readonly realm: string
  /** What is offered, most wanted first; an algorithm that is not here is refused. */
  readonly algorithms: readonly DigestAlgorithm[]
  /** How long a nonce is good for, in milliseconds. */
  readonly nonceLifetime: number
  /** How many nonces' counts are remembered. Where more are in use, the oldest become stale early. */
  readonly nonces: number
}

/** As `origin`, the server challenges by WWW-Authenticate (401), as `proxy` by Proxy-Authenticate (407). */
export type DigestRole = 'origin' | 'proxy'

export type DigestVerdict =
  | { readonly accepted: true }
  /** `stale`: the password was right, and the next challenge is to say so. */
  | { readonly accepted: false; readonly reason: DigestFault; readonly stale: boolean }

export type DigestFault =
  | 'wrong-realm'
  /** Another URI than the Request-URI: the credentials were made for another request. */
  | 'wrong-uri'
  /** An algorithm that was not offered. */
  | 'algorithm-refused'
  /** An algorithm other than that of the challenge whose nonce is used. */
  | 'algorithm-changed'
  /** Neither none nor auth-int is taken. */
  | 'qop-refused'
  | 'unknown-user'
  /** The user's password is not known in the hash of this algorithm. */
  | 'no-secret'
  | 'wrong-response'
  /** A nonce that is not ours, or was made before the secret changed. */
  | 'foreign-nonce'
  | 'stale-nonce'
  /** The nonce count was used before. */
  | 'replayed'

const FIELDS = {
  origin: { challenge: 'WWW-Authenticate', answer: 'Authorization' },
  proxy: { challenge: 'Proxy-Authenticate', answer: 'Proxy-Authorization' },
} as const

/** HA1 of nobody: what unknown users are checked against, so that the time it takes does not tell who exists. */
const NOBODY: Readonly<Record<DigestHash, string>> = {
  MD5: '0'.repeat(32),
  'SHA-256': '0'.repeat(64),
  'SHA-512-256': '0'.repeat(64),
}

export class DigestServer {
  readonly #settings: DigestServerSettings
  readonly #newId: () => string
  readonly #nonces: DigestNonces
  readonly #window: ReplayWindow

  /**
   * `secret`: at least 16 random bytes; who keeps it over a restart keeps the nonces, but forgets what was used. `newId` gives fresh text of at least
   * 80 random bits, of at most 64 letters and digits. Throws RangeError for a secret that is too short.
   */
  constructor(settings: DigestServerSettings, secret: Uint8Array, newId: () => string) {
    this.#settings = settings
    this.#newId = newId
    this.#nonces = new DigestNonces(secret, settings.realm)
    this.#window = new ReplayWindow(settings.nonces)
  }

  /**
   * The fields of a 401 or 407, one for each algorithm, most wanted first (RFC 8760 §2.3). `hashes`: those that the password of who is asked is
   * known in; a client that takes the first challenge that it understands could not answer others. Throws AuthHeaderError for an unprintable realm.
   */
  challenge(role: DigestRole, now: number, stale: boolean, hashes: readonly DigestHash[] | null = null): SipHeaderField[] {
    const { realm, algorithms } = this.#settings
    const offered = hashes === null ? algorithms : algorithms.filter(({ hash }) => hashes.includes(hash))
    return offered.map(({ name: algorithm }) => {
      const nonce = this.#nonces.print({ madeAt: now, algorithm }, this.#newId())
      return {
        name: FIELDS[role].challenge,
        value: printChallenge({ realm, nonce, opaque: null, stale, algorithm, qop: ['auth'] }),
      }
    })
  }

  /**
   * The credentials that `request` has for our realm, to find the user by. `malformed` where a field cannot be read (400 is the answer), `no-credentials`
   * where there are none for us (a challenge is). Those for other realms belong to other servers.
   */
  credentials(role: DigestRole, request: SipRequest): DigestCredentials | 'no-credentials' | 'malformed' {
    try {
      const all = fieldsOf(request, FIELDS[role].answer).map(parseCredentials)
      return all.find((credentials) => credentials?.realm === this.#settings.realm) ?? 'no-credentials'
    } catch (error) {
      if (error instanceof AuthHeaderError) return 'malformed'
      throw error
    }
  }

  /**
   * Checks credentials that came with `request`, which counts their nonce as used when they are right. `secrets` are those of the user that they
   * name, null where there is none; `now` is in milliseconds.
   */
  verify(
    credentials: DigestCredentials,
    request: { readonly method: string; readonly uri: string },
    secrets: readonly DigestSecret[] | null,
    now: number,
  ): DigestVerdict {
    const { realm, algorithms } = this.#settings
    const { uri, nonce, protection, username } = credentials
    const algorithm = digestAlgorithm(credentials.algorithm)
    if (credentials.realm !== realm) return refuse('wrong-realm')
    // Clients may write it another way than the request has it, and proxies in between may (RFC 7616 §3.4.6).
    if (!areSameUriText(uri, request.uri)) return refuse('wrong-uri')
    if (!algorithm || !algorithms.some(({ name }) => name === algorithm.name)) return refuse('algorithm-refused')
    if (protection?.qop !== 'auth') return refuse('qop-refused')
    const made = this.#nonces.read(nonce)
    if (made && made.algorithm !== algorithm.name) return refuse('algorithm-changed')
    const ha1 = ha1Of(secrets ?? [], algorithm.hash, username, realm)
    const expected = digestResponse(algorithm, ha1 ?? NOBODY[algorithm.hash], { method: request.method, uri, nonce, protection })
    const right = expected !== null && sameDigest(expected, credentials.response)
    if (secrets === null) return refuse('unknown-user')
    if (ha1 === null) return refuse('no-secret')
    if (!right) return refuse('wrong-response')
    if (!made) return refuse('foreign-nonce', true)
    return this.#use(nonce, made.madeAt, Number.parseInt(protection.nc, 16), now)
  }

  #use(nonce: string, madeAt: number, count: number, now: number): DigestVerdict {
    const oldest = now - this.#settings.nonceLifetime
    this.#window.expire(oldest)
    if (madeAt < oldest) return refuse('stale-nonce', true)
    switch (this.#window.use(nonce, madeAt, count)) {
      case 'first':
        return { accepted: true }
      case 'forgotten':
        return refuse('stale-nonce', true)
      case 'replayed':
        // A client that counts wrongly is helped by a new nonce, and who replays cannot use it.
        return refuse('replayed', true)
    }
  }
}

function refuse(reason: DigestFault, stale = false): DigestVerdict {
  return { accepted: false, reason, stale }
}
