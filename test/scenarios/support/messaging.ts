import { journalWords } from '../../../server/src/applications/gateway/journal-words.ts'
import { AddressBooks } from '../../../server/src/core/account/address-book.ts'
import { Devices } from '../../../server/src/core/devices.ts'
import { Messaging } from '../../../server/src/core/message/messaging.ts'
import type { Arrival, MessagingNeeds } from '../../../server/src/core/message/messaging-needs.ts'
import { Outbox } from '../../../server/src/core/message/outbox.ts'
import type { AddressBookKeeper } from '../../../server/src/ports/address-book.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import type { Envelope, RoadOutcome } from '../../../server/src/ports/message-road.ts'
import type { PushTokens } from '../../../server/src/ports/push-tokens.ts'
import type { Random } from '../../../server/src/ports/random.ts'
import { RecordingLog } from './log.ts'
import { MemoryJournals, memoryDirectories } from './memory-store.ts'

const still: Clock = { now: () => Date.UTC(2026, 6, 17, 8, 41, 52, 123), after: () => () => {} }

/** The rules of messages over a store in memory, with a road that the test plays. */
export interface MessagingBench {
  readonly messaging: Messaging
  readonly pushTokens: PushTokens
  /** Of nobody. */
  readonly addressBooks: AddressBooks
  readonly journals: MemoryJournals
  readonly log: RecordingLog
  /** What went out, in order. */
  readonly sent: Envelope[]
  /** What devices were woken for. */
  readonly woken: Arrival[]
}

/** `road` answers what goes out; without it everything is taken. `journals` are those of a bench before, as after a restart. */
export function messagingBench(
  road: (envelope: Envelope) => RoadOutcome | Promise<RoadOutcome> = () => ({ code: 200, reason: 'OK' }),
  world: Partial<Pick<MessagingNeeds, 'clock' | 'transferRemoved'>> & { random?: Random; journals?: MemoryJournals } = {},
): MessagingBench {
  const log = new RecordingLog()
  const journals = world.journals ?? new MemoryJournals()
  const { pushTokens, ...directories } = memoryDirectories()
  const sent: Envelope[] = []
  const woken: Arrival[] = []
  let ids = 0
  const outbox = new Outbox({
    send: async (envelope) => {
      sent.push(envelope)
      return road(envelope)
    },
  })
  const messaging = new Messaging({
    ...{ clock: still, random: { id: () => `${++ids}`.padStart(32, '0') }, log, journals, outbox },
    ...{ devices: new Devices(), words: journalWords((account) => `https://weft.test/${account}`) },
    wake: (arrival) => woken.push(arrival),
    transferRemoved: () => {},
    ...directories,
    ...world,
  })
  const nobody: AddressBookKeeper = {
    fetch: async () => ({ contacts: [], groups: [], policies: [] }),
    change: async () => ({ kind: 'failed', text: 'Nobody keeps address books', retryable: false }),
  }
  return { messaging, pushTokens, addressBooks: new AddressBooks(nobody, log), journals, log, sent, woken }
}
