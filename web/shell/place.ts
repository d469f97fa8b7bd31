import { readPageConfig } from './page-config.ts'
import type { Session } from './session.ts'

/** ms after which the page begins with what it knows. */
const PATIENCE = 5_000
/** ms after which it is asked again where there was no answer. */
const ASK_AGAIN = 30_000
/** ms; timers of browsers take no more than 24 days. */
const LONGEST_PAUSE = 86_400_000

/**
 * Asks how this place is set up, again until there is an answer and, where credentials expire, in good time before that. Resolves once it is known, or
 * will not be soon. @param base of the page
 */
export async function askAboutPlace(session: Session, base: string): Promise<void> {
  const pause = (await ask(session, base)) ? halfOfLifetime(session) : ASK_AGAIN
  if (pause !== null) setTimeout(() => void askAboutPlace(session, base), pause)
}

/** Whether there was an answer; without one everything stays as it was. */
async function ask(session: Session, base: string): Promise<boolean> {
  try {
    const answer = await fetch(`${base}config.json`, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.ok) session.config.value = readPageConfig(await answer.json())
    return answer.ok
  } catch {
    return false
  }
}

/** ms; null where nothing expires. */
function halfOfLifetime({ config }: Session): number | null {
  const { iceServersExpire } = config.value
  return iceServersExpire === null ? null : Math.min(iceServersExpire * 500, LONGEST_PAUSE)
}
