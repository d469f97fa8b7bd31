import type { NoticeEnvelope } from '../../ports/message-road.ts'
import { base64url } from '../base64url.ts'
import { accountKey } from '../devices.ts'
import type { Delivery } from './delivery.ts'
import type { MessagingNeeds } from './messaging-needs.ts'

/** ms: 31 days (sylkrtc-protocol §6.3). */
const LIFETIME = 31 * 86_400_000
/** One for each device, and for some that were set up anew. */
const MOST_PER_ACCOUNT = 16
const TOKEN = 'application/sylk-api-token'
const KEY = 'text/pgp-public-key'

/** What SIP devices are let at: the journal over HTTP, and the keys of others (sylkrtc-protocol §5.9). */
export class Access {
  readonly #needs: MessagingNeeds
  readonly #delivery: Delivery

  constructor(needs: MessagingNeeds, delivery: Delivery) {
    this.#needs = needs
    this.#delivery = delivery
  }

  /** Sends the account's SIP devices a token; those that there are stay good. Messages are kept for it from now on. Rejects with Refusal where that could not be kept. */
  async grant(account: string): Promise<void> {
    const { apiTokens, clock, journals, random, words } = this.#needs
    const key = accountKey(account)
    const token = base64url(`${random.id()}${random.id()}`)
    await journals.activate(key)
    await apiTokens.add(key, token, clock.now() + LIFETIME, MOST_PER_ACCOUNT)
    this.#post({ from: null, to: account, contentType: TOKEN, content: words.token(token, account) })
  }

  /** Whether that token lets its bearer read the account's journal. */
  isGranted(account: string, token: string): Promise<boolean> {
    return this.#needs.apiTokens.isValid(accountKey(account), token, this.#needs.clock.now())
  }

  /** Sends the account's SIP devices the key of somebody else; resolves with false where there is none. */
  async tellKey(account: string, owner: string): Promise<boolean> {
    const key = await this.#needs.publicKeys.get(accountKey(owner))
    if (key === null) return false
    this.#post({ from: owner, to: account, contentType: KEY, content: key.content })
    return true
  }

  #post(notice: Pick<NoticeEnvelope, 'from' | 'to' | 'contentType' | 'content'>): void {
    const { to: account } = notice
    this.#delivery.post({ kind: 'notice', sender: { account, ha1: () => this.#needs.devices.ha1(account) }, ...notice })
  }
}
