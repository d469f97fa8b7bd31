import { parseAor } from '@weft/wire/aor'
import { accountKey } from '../../core/devices.ts'
import { GuessThrottle } from '../../core/guess-throttle.ts'
import type { Access } from '../../core/message/access.ts'
import { type JournalPages, MOST_IN_DOCUMENT } from '../../core/message/journal-pages.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HistoryAnswer, JournalApplication } from '../../ports/journal-application.ts'
import { journalEntry } from './account-events.ts'

/** Longer ones are nobody's: tokens have 43 characters. */
const AUTHORIZATION = /^Apikey[ \t]+([\w-]{1,128})[ \t]*$/i

interface JournalHttpNeeds {
  readonly pages: Pick<JournalPages, 'page'>
  readonly access: Pick<Access, 'isGranted'>
  readonly clock: Clock
}

/** Journals for clients that come by SIP, and read them with a token they got there. */
export class JournalHttp implements JournalApplication {
  readonly #needs: JournalHttpNeeds
  readonly #throttle = new GuessThrottle()

  constructor(needs: JournalHttpNeeds) {
    this.#needs = needs
  }

  async history(
    account: string,
    after: string | null,
    authorization: string | undefined,
    address: string,
  ): Promise<HistoryAnswer> {
    const { access, clock, pages } = this.#needs
    const aor = parseAor(account)
    const [, token] = AUTHORIZATION.exec(authorization ?? '') ?? []
    if (aor === null || token === undefined) return { granted: false, why: 'unauthorized' }
    const key = accountKey(aor)
    if (this.#throttle.wait(address, key, clock.now()) > 0) return { granted: false, why: 'wait' }
    if (!(await access.isGranted(key, token))) {
      this.#throttle.failed(address, key, clock.now())
      return { granted: false, why: 'unauthorized' }
    }
    this.#throttle.succeeded(address, key)
    const entries = await pages.page(key, { after, since: null, limit: null }, MOST_IN_DOCUMENT)
    return { granted: true, json: JSON.stringify({ account: key, messages: entries.map(journalEntry) }) }
  }
}
