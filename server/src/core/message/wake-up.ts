import type { Journals } from '../../ports/journals.ts'
import type { Log } from '../../ports/log.ts'
import type { Push, PushNotice } from '../../ports/push.ts'
import type { PushToken, PushTokens } from '../../ports/push-tokens.ts'
import type { Arrival } from './messaging-needs.ts'

interface WakeUpNeeds {
  readonly journals: Pick<Journals, 'unread'>
  readonly pushTokens: Pick<PushTokens, 'all' | 'remove'>
  readonly push: Push
  readonly log: Log
}

/** Wakes the devices of an account for what has come, connected ones too: a phone may have gone without anybody having noticed (sylkrtc-protocol §8.3). */
export class WakeUp {
  readonly #needs: WakeUpNeeds

  constructor(needs: WakeUpNeeds) {
    this.#needs = needs
  }

  /** Once what arrived is in the journal, if it is kept at all. Returns at once: nobody waits for a push server. */
  wake(arrival: Arrival): void {
    this.#wake(arrival).catch((error: unknown) =>
      this.#needs.log.error('devices were not woken', { error: error instanceof Error ? error.stack : String(error) }),
    )
  }

  async #wake({ account, sender, contentType, content }: Arrival): Promise<void> {
    const { journals, pushTokens } = this.#needs
    const devices = await pushTokens.all(account)
    if (devices.length === 0) return
    const notice: PushNotice = {
      kind: 'message',
      ...{ from: sender.uri, fromDisplayName: sender.displayName || null, to: account },
      // This one counts, also where its sender does not want to know that it was read, and the journal therefore does not count it.
      badge: Math.max(1, await journals.unread(account)),
      ...{ contentType, content },
    }
    await Promise.all(devices.map((device) => this.#notify(account, device, notice)))
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
