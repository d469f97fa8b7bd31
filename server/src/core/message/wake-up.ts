import type { Journals } from '../../ports/journals.ts'
import type { Log } from '../../ports/log.ts'
import type { SleepingDevices } from '../sleeping-devices.ts'
import type { Arrival } from './messaging-needs.ts'

interface WakeUpNeeds {
  readonly journals: Pick<Journals, 'unread'>
  readonly devices: SleepingDevices
  readonly log: Log
}

/** Wakes the devices of an account for a message. */
export class WakeUp {
  readonly #needs: WakeUpNeeds

  constructor(needs: WakeUpNeeds) {
    this.#needs = needs
  }

  /** Once what arrived is in the journal, if it is kept at all. Returns at once: nobody waits for a push server. */
  wake({ account, sender, contentType, content }: Arrival): void {
    const { journals, devices, log } = this.#needs
    const notice = async () => ({
      ...{ kind: 'message' as const, from: sender.uri, fromDisplayName: sender.displayName || null, to: account },
      // This one counts, also where its sender does not want to know that it was read, and the journal therefore does not count it.
      badge: Math.max(1, await journals.unread(account)),
      ...{ contentType, content },
    })
    devices.wake(account, notice).catch((error: unknown) => {
      log.error('devices were not woken', { error: error instanceof Error ? error.stack : String(error) })
    })
  }
}
