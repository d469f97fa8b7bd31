import { readPageConfig } from './page-config.ts'
import type { Session } from './session.ts'

/** ms after which the page begins with what it knows. */
const PATIENCE = 5_000

/** Asks how this place is set up and, where credentials expire, again in good time. Resolves once it is known, or will not be soon. @param base of the page */
export async function askAboutPlace(session: Session, base: string): Promise<void> {
  try {
    const answer = await fetch(`${base}config.json`, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.ok) session.config.value = readPageConfig(await answer.json())
  } catch {
    // No connection: it stays as it was.
  }
  const { iceServersExpire } = session.config.value
  if (iceServersExpire !== null) setTimeout(() => void askAboutPlace(session, base), iceServersExpire * 500)
}
