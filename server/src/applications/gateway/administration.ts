import { GuessThrottle } from '../../core/guess-throttle.ts'
import { isSameSecret } from '../../core/same-secret.ts'
import type { AdminApplication } from '../../ports/admin-application.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PushToken, PushTokens } from '../../ports/push-tokens.ts'

/** Under which wrong secrets are counted. */
const OPERATOR = 'operator'

interface AdministrationNeeds {
  readonly pushTokens: PushTokens
  readonly clock: Clock
  /** What operators must send; null: nothing. */
  readonly secret: string | null
}

/** The management interface (sylkrtc-protocol §7.5). */
export class Administration implements AdminApplication {
  readonly #needs: AdministrationNeeds
  readonly #throttle = new GuessThrottle()

  constructor(needs: AdministrationNeeds) {
    this.#needs = needs
  }

  admits(authorization: string | undefined, address: string): 'yes' | 'no' | 'wait' {
    const { secret } = this.#needs
    if (secret === null) return 'yes'
    const now = this.#needs.clock.now()
    if (this.#throttle.wait(address, OPERATOR, now) > 0) return 'wait'
    if (isSameSecret(authorization ?? '', secret)) {
      this.#throttle.succeeded(address, OPERATOR)
      return 'yes'
    }
    this.#throttle.failed(address, OPERATOR, now)
    return 'no'
  }

  tokens(account: string): Promise<readonly PushToken[]> {
    return this.#needs.pushTokens.all(account.toLowerCase())
  }

  async removeToken(account: string, token: string): Promise<boolean> {
    const key = account.toLowerCase()
    const isMeant = ({ appId, deviceId, ...one }: PushToken) =>
      [one.token, one.backgroundToken, `${appId}-${deviceId}`].includes(token)
    const meant = (await this.#needs.pushTokens.all(key)).filter(isMeant)
    const removed = await Promise.all(meant.map((one) => this.#needs.pushTokens.remove(key, one)))
    return removed.includes(true)
  }
}
