import type { ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button } from '../controls/button.tsx'
import { lazily } from '../controls/lazy.tsx'
import { PAGE } from '../words/shell.ts'
import { Entrance } from './entrance.tsx'
import type { PageWorker } from './page-worker.ts'
import type { Session } from './session.ts'

const loadFrame = async () => (await import('./frame.tsx')).Frame
const Frame = lazily(loadFrame)

interface PageProps {
  readonly session: Session
  /** Says when there is a newer page; null while nobody does. */
  readonly worker: ReadonlySignal<PageWorker | null>
}

/** The whole page: the way in or, for who is signed in, everything. */
export function Page({ session, worker }: PageProps) {
  // Whoever is typing a password gives time to load the rest. Where that fails, it is tried again, and said, when it is to be shown.
  useEffect(() => void loadFrame().catch(() => undefined), [])
  return (
    <div class="flex h-dvh flex-col">
      {worker.value?.newer.value && <NewerPage session={session} worker={worker.value} />}
      {session.loggedIn.value ? <Frame session={session} /> : <Entrance session={session} />}
    </div>
  )
}

/** Offers the newer page, which would end calls. */
function NewerPage({ session, worker }: { session: Session; worker: PageWorker }) {
  const busy = session.calls.busy.value || session.rooms.current.value !== null
  return (
    <div
      role="status"
      data-testid="newer-page"
      class="flex flex-wrap items-center justify-center gap-3 bg-indigo-50 px-4 py-2 text-indigo-950 dark:bg-indigo-950 dark:text-indigo-100"
    >
      <span>{busy ? PAGE.newerLater : PAGE.newer}</span>
      {!busy && (
        <Button onClick={() => worker.replace()} testId="newer-page-reload">
          {PAGE.reload}
        </Button>
      )}
    </div>
  )
}
