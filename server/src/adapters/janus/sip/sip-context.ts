import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { Random } from '../../../ports/random.ts'
import type { SipLocator } from '../../../ports/sip-locator.ts'
import type { JanusConnection } from '../connection.ts'
import type { JanusSession } from '../session.ts'
import type { StackStarts } from './stack-starts.ts'

/** What everything that makes calls through Janus needs. */
export interface SipContext {
  readonly connection: JanusConnection
  readonly session: JanusSession
  readonly starts: StackStarts
  readonly locator: SipLocator
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}
