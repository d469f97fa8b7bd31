import { createHash, randomUUID } from 'node:crypto'
import type { RequestSource } from './request-source.ts'

interface Account {
  readonly user: string
  readonly ha1: string
  readonly callId: string
  sequence: number
  nonce: string | null
  uses: number
  /** It is not yet registered again. */
  isWaiting: boolean
}

export interface OnePhone {
  readonly user: string
  /** Where the phone listens. */
  readonly contactPort: number
}

/** The port of phones that nobody calls. Each keeps to its contact, whichever socket its request goes out on. */
const NOBODY = 9

/**
 * REGISTERs of accounts in turn: without credentials until the first challenge, then with its nonce until another one comes, as phones do (RFC 7616
 * §3.4). An account is done before it begins anew, so there must be more of them than requests under way.
 */
export class RegisterSource implements RequestSource {
  readonly #domain: string
  readonly #accounts: readonly Account[]
  readonly #contactPort: number
  readonly #asked = new Map<number, Account>()
  /** They have been challenged, and answer that at once. */
  readonly #challenged: Account[] = []
  #turn = 0

  constructor(domain: string, users: number, phone: OnePhone | null = null) {
    this.#domain = domain
    this.#contactPort = phone?.contactPort ?? NOBODY
    const run = randomUUID()
    this.#accounts = Array.from({ length: users }, (_, index) => {
      const user = phone?.user ?? `u${index + 1}`
      return {
        user,
        ha1: md5(`${user}:${domain}:pw-${user}`),
        callId: `${user}-${run}`,
        sequence: 0,
        nonce: null,
        uses: 0,
        isWaiting: false,
      }
    })
  }

  next(id: number, port: number): Buffer {
    const account = this.#nextAccount()
    account.isWaiting = true
    this.#asked.set(id, account)
    const { user, callId } = account
    const uri = `sip:${this.#domain}`
    const lines = [
      `REGISTER ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bK${id}`,
      'Max-Forwards: 70',
      `From: <sip:${user}@${this.#domain}>;tag=t${id}`,
      `To: <sip:${user}@${this.#domain}>`,
      `Call-ID: ${callId}`,
      `CSeq: ${++account.sequence} REGISTER`,
      `Contact: <sip:${user}@127.0.0.1:${this.#contactPort}>;expires=600`,
      'User-Agent: Example/4.2',
    ]
    if (account.nonce !== null) lines.push(this.#authorization(account, account.nonce, uri))
    return Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n'))
  }

  answered(id: number, status: number, response: Buffer): boolean {
    const account = this.#asked.get(id)
    this.#asked.delete(id)
    if (account) account.isWaiting = status !== 200
    if (status === 200) return true
    const [, nonce] = /^WWW-Authenticate:.*\bnonce="([^"]+)"/im.exec(response.toString('latin1')) ?? []
    if (status !== 401 || nonce === undefined || !account) throw new Error(`a REGISTER was answered ${status}`)
    account.nonce = nonce
    account.uses = 0
    this.#challenged.push(account)
    return false
  }

  #nextAccount(): Account {
    const challenged = this.#challenged.shift()
    if (challenged) return challenged
    for (let looks = 0; looks < this.#accounts.length; looks++) {
      const account = this.#accounts[this.#turn++ % this.#accounts.length]
      if (account && !account.isWaiting) return account
    }
    throw new Error('all accounts wait for an answer')
  }

  #authorization(account: Account, nonce: string, uri: string): string {
    const nc = (++account.uses).toString(16).padStart(8, '0')
    const response = md5(`${account.ha1}:${nonce}:${nc}:c:auth:${md5(`REGISTER:${uri}`)}`)
    const fields = `username="${account.user}", realm="${this.#domain}", nonce="${nonce}", uri="${uri}", response="${response}"`
    return `Authorization: Digest ${fields}, algorithm=MD5, qop=auth, nc=${nc}, cnonce="c"`
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
