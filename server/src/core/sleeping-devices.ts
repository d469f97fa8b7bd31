import type { Log } from '../ports/log.ts'
import type { Push, PushNotice } from '../ports/push.ts'
import type { PushToken, PushTokens } from '../ports/push-tokens.ts'

interface SleepingDevicesNeeds {
  readonly pushTokens: Pick<PushTokens, 'all' | 'remove'>
  readonly push: Push
  readonly log: Log
}

/** The devices of accounts that can be woken, whether they are connected or not: a phone may have gone without anybody having noticed (sylkrtc-protocol §8.3). */
export class SleepingDevices {
  readonly #needs: SleepingDevicesNeeds

  constructor(needs: SleepingDevicesNeeds) {
    this.#needs = needs
  }

  /** Wakes all devices of an account for `notice`, which is asked for only if there are any. Resolves with how many; nobody waits for the push server. */
  async wake(account: string, notice: () => PushNotice | Promise<PushNotice>): Promise<number> {
    const devices = await this.#needs.pushTokens.all(account)
    if (devices.length === 0) return 0
    const given = await notice()
    for (const device of devices)
      this.#notify(account, device, given).catch((error: unknown) =>
        this.#needs.log.error('a device was not woken', { error: error instanceof Error ? error.stack : String(error) }),
      )
    return devices.length
  }

  async #notify(account: string, device: PushToken, notice: PushNotice): Promise<void> {
    const { push, pushTokens, log } = this.#needs
    const outcome = await push.notify(device, notice)
    if (outcome.kind !== 'gone') return
    // Only while it is this token: the app may have brought a new one in the meantime.
    const removed = await pushTokens.remove(account, device)
    if (removed) log.info('a device is gone: its push token was removed', { app: device.appId, platform: device.platform })
  }
}
