// Answers challenges (RFC 3261 §22.2 and §22.3, RFC 7616 §3.4, RFC 8760 §2.4), and remembers them so that later requests need not be challenged.
import { AuthHeaderError, printQuoted } from './auth-elements.ts'
import {
  type DigestChallenge,
  type DigestCredentials,
  parseChallenges,
  parseCredentials,
  parseNextNonce,
  printCredentials,
} from './auth-header.ts'
import { type DigestSecret, digestAlgorithm, digestResponse, ha1Of, weaknessOf } from './digest.ts'
import { fieldsOf, type SipHeaderField, type SipRequest, type SipResponse } from './message.ts'

/** Who we are to the servers of a realm. */
export interface DigestIdentity {
  /** Null for every realm that no other identity is for. */
  readonly realm: string | null
  readonly username: string
  readonly secrets: readonly DigestSecret[]
}

/** A challenge that is being answered, as plain data without secrets. */
export interface DigestSpace {
  readonly place: Place
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | null
  readonly algorithm: string | null
  /** Whether qop=auth is answered; else as RFC 2069. */
  readonly protected: boolean
  /** The same as long as the nonce, which is what `-sess` algorithms need. */
  readonly cnonce: string
  /** How often the nonce has been used. */
  readonly count: number
}

/** What one request and its repetitions have been through. Begin with NEW_EXCHANGE. */
export interface DigestExchange {
  /** The nonces that came in it. */
  readonly nonces: readonly string[]
}

/** What to do about a challenge. `fields` take the place of all Authorization and Proxy-Authorization fields of the request. */
export type DigestStep =
  | { readonly retry: true; readonly fields: readonly SipHeaderField[]; readonly exchange: DigestExchange }
  | { readonly retry: false; readonly reason: DigestRefusal }

export type DigestRefusal =
  /** The server did not take the answer to a challenge of this exchange: the password is wrong. */
  | 'rejected'
  /** No challenge of the Digest scheme. */
  | 'no-challenge'
  | 'malformed-challenge'
  /** We are nobody to that realm. */
  | 'no-identity'
  /** Algorithms that are not known, or for which the password's hash is not there. */
  | 'no-algorithm'
  /** auth-int only. */
  | 'no-qop'
  /** New nonces again and again. */
  | 'too-many-challenges'

type Place = 'origin' | 'proxy'

const FIELDS = {
  origin: { challenge: 'WWW-Authenticate', answer: 'Authorization', info: 'Authentication-Info' },
  proxy: { challenge: 'Proxy-Authenticate', answer: 'Proxy-Authorization', info: 'Proxy-Authentication-Info' },
} as const
const PLACES: readonly Place[] = ['origin', 'proxy']

export const NEW_EXCHANGE: DigestExchange = { nonces: [] }

const MOST_SPACES = 8
const MOST_CHALLENGES = 32
/** Characters of realm, nonce and opaque together, all of which an answer repeats, perhaps with escapes: longer challenges count as malformed. */
const LONGEST = 2048
/** A proxy and a registrar, each stale twice, and one to spare. */
const MOST_NONCES = 7

export class DigestClient {
  readonly #identities: readonly DigestIdentity[]
  readonly #newId: () => string
  #spaces: readonly DigestSpace[]

  /**
   * `newId` gives fresh text of at least 80 random bits that can stand in a header; `spaces` are those of a snapshot. Throws AuthHeaderError where a
   * user's name cannot stand in a header line.
   */
  constructor(identities: readonly DigestIdentity[], newId: () => string, spaces: readonly DigestSpace[] = []) {
    for (const { username } of identities) printQuoted('username', username)
    this.#identities = identities
    this.#newId = newId
    this.#spaces = spaces.slice(-MOST_SPACES)
  }

  /** What makes a client that goes on where this one is. Not secret, but of no use to others. */
  snapshot(): readonly DigestSpace[] {
    return this.#spaces
  }

  /**
   * The Authorization and Proxy-Authorization fields of a new request, for all challenges that are known; each call counts the nonces up. Throws
   * AuthHeaderError where the URI cannot stand in a header line.
   */
  authorize(request: { readonly method: string; readonly uri: string }): SipHeaderField[] {
    this.#spaces = this.#spaces.map((space) => ({ ...space, count: space.count + 1 }))
    return this.#spaces.flatMap((space) => {
      const credentials = this.#answer(space, request)
      return credentials ? [{ name: FIELDS[space.place].answer, value: printCredentials(credentials) }] : []
    })
  }

  /**
   * A 401 or 407 came for `request`. A challenge of a nonce that came in the same exchange means that the password is wrong, unless it says
   * `stale`; that of an older nonce, used without asking, only that it has become too old. Throws as `authorize` does.
   */
  challenged(request: SipRequest, response: SipResponse, exchange: DigestExchange): DigestStep {
    const read = readChallenges(response)
    if (read.challenges.length === 0) return { retry: false, reason: read.malformed ? 'malformed-challenge' : 'no-challenge' }
    const spaces: DigestSpace[] = []
    const refusals: DigestRefusal[] = []
    for (const { place, realm, challenges } of byRealm(read.challenges)) {
      const sent = credentialsOf(request, place).find((credentials) => credentials.realm === realm)
      const tried = sent !== undefined && exchange.nonces.includes(sent.nonce)
      if (tried && !challenges.some(({ stale }) => stale)) {
        // Sent again unasked it would be one more wrong guess, and servers count them.
        this.#spaces = this.#spaces.filter((space) => space.place !== place || space.realm !== realm)
        return { retry: false, reason: 'rejected' }
      }
      const chosen = this.#choose(place, realm, challenges)
      if (typeof chosen === 'string') refusals.push(chosen)
      else spaces.push(chosen)
    }
    // Where some realms know us and others do not, the former may be enough (RFC 3261 §22.3).
    if (spaces.length === 0) return { retry: false, reason: refusals[0] ?? 'no-challenge' }
    const nonces = [...exchange.nonces, ...spaces.map(({ nonce }) => nonce)]
    if (nonces.length > MOST_NONCES) return { retry: false, reason: 'too-many-challenges' }
    const replaced = (space: DigestSpace) => spaces.some((other) => other.place === space.place && other.realm === space.realm)
    this.#spaces = [...this.#spaces.filter((space) => !replaced(space)), ...spaces].slice(-MOST_SPACES)
    return { retry: true, fields: this.authorize(request), exchange: { nonces } }
  }

  /** A 2xx came for `request`: takes the nonce that it may bring for the next one (RFC 7616 §3.5). */
  accepted(request: SipRequest, response: SipResponse): void {
    for (const place of PLACES) {
      const nonce = fieldsOf(response, FIELDS[place].info).map(readNextNonce)[0] ?? null
      const [sent, ...others] = credentialsOf(request, place)
      // The field names no realm.
      if (nonce === null || nonce.length > LONGEST || !sent || others.length > 0) continue
      this.#spaces = this.#spaces.map((space) =>
        space.place === place && space.realm === sent.realm ? { ...space, nonce, cnonce: this.#newId(), count: 0 } : space,
      )
    }
  }

  /**
   * The strongest of a realm's challenges, the topmost of equal ones. RFC 8760 §2.4 leaves that to us: going by the order alone would let
   * who is in between choose.
   */
  #choose(place: Place, realm: string, challenges: readonly DigestChallenge[]): DigestSpace | DigestRefusal {
    const identity = this.#identityFor(realm)
    if (!identity) return 'no-identity'
    const known = challenges
      .flatMap((challenge) => {
        const algorithm = digestAlgorithm(challenge.algorithm)
        return algorithm && ha1Of(identity.secrets, algorithm.hash, identity.username, realm) !== null
          ? [{ challenge, algorithm }]
          : []
      })
      .toSorted((one, other) => weaknessOf(one.algorithm) - weaknessOf(other.algorithm))
    if (known.length === 0) return 'no-algorithm'
    const chosen = known.find(({ challenge: { qop }, algorithm }) => qop?.includes('auth') ?? !algorithm.session)
    if (!chosen) return 'no-qop'
    const { nonce, opaque, algorithm, qop } = chosen.challenge
    const before = this.#spaces.find((space) => space.place === place && space.realm === realm && space.nonce === nonce)
    const { cnonce, count } = before ?? { cnonce: this.#newId(), count: 0 }
    return { place, realm, nonce, opaque, algorithm, protected: qop !== null, cnonce, count }
  }

  /** Null where the identity that the space was made for is gone. */
  #answer(space: DigestSpace, { method, uri }: { readonly method: string; readonly uri: string }): DigestCredentials | null {
    const { realm, nonce, opaque, cnonce } = space
    const identity = this.#identityFor(realm)
    const algorithm = digestAlgorithm(space.algorithm)
    const ha1 = identity && algorithm && ha1Of(identity.secrets, algorithm.hash, identity.username, realm)
    if (!ha1) return null
    const nc = space.count.toString(16).padStart(8, '0')
    const protection = space.protected ? { qop: 'auth', cnonce, nc } : null
    const response = digestResponse(algorithm, ha1, { method, uri, nonce, protection })
    if (response === null) return null
    return { username: identity.username, realm, nonce, uri, response, algorithm: space.algorithm, opaque, protection }
  }

  #identityFor(realm: string): DigestIdentity | null {
    return (
      this.#identities.find((identity) => identity.realm === realm) ??
      this.#identities.find((identity) => identity.realm === null) ??
      null
    )
  }
}

interface PlacedChallenge {
  readonly place: Place
  readonly challenge: DigestChallenge
}

/** Both header fields count with either status: what a forking proxy gathers may have both (RFC 3261 §22.3). */
function readChallenges(response: SipResponse): { readonly challenges: readonly PlacedChallenge[]; readonly malformed: boolean } {
  let malformed = false
  const challenges = PLACES.flatMap((place) =>
    fieldsOf(response, FIELDS[place].challenge).flatMap((value) => {
      const parsed = attempt(() => parseChallenges(value))
      const short = parsed?.filter(({ realm, nonce, opaque }) => realm.length + nonce.length + (opaque ?? '').length <= LONGEST)
      if (!parsed || short?.length !== parsed.length) malformed = true
      return (short ?? []).map((challenge) => ({ place, challenge }))
    }),
  )
  return { challenges: challenges.slice(0, MOST_CHALLENGES), malformed }
}

function byRealm(placed: readonly PlacedChallenge[]): { place: Place; realm: string; challenges: DigestChallenge[] }[] {
  const groups: { place: Place; realm: string; challenges: DigestChallenge[] }[] = []
  for (const { place, challenge } of placed) {
    const group = groups.find((other) => other.place === place && other.realm === challenge.realm)
    if (group) group.challenges.push(challenge)
    else groups.push({ place, realm: challenge.realm, challenges: [challenge] })
  }
  return groups
}

function credentialsOf(request: SipRequest, place: Place): DigestCredentials[] {
  return fieldsOf(request, FIELDS[place].answer).flatMap((value) => attempt(() => parseCredentials(value)) ?? [])
}

function readNextNonce(value: string): string | null {
  return attempt(() => parseNextNonce(value))
}

/** Null where the field is malformed. */
function attempt<Result>(read: () => Result): Result | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof AuthHeaderError) return null
    throw error
  }
}
