import { useSignalEffect } from '@preact/signals'
import { sectionOf } from '../shell/section.ts'
import type { Session } from '../shell/session.ts'
import { Dialer } from './dialer.tsx'
import { HistoryList } from './history-list.tsx'

/** Whom to call, and who has called. */
export function CallsList({ session }: { session: Session }) {
  const { calls } = session
  const history = calls.history.value
  // Missed calls are news until somebody can have seen them here.
  useSignalEffect(() => {
    if (session.visible.value && sectionOf(session.route.value) === 'calls') calls.history.value?.see()
  })
  return (
    <div class="flex flex-col gap-4 pb-4">
      <div class="flex flex-col gap-4 px-4 pt-1">
        <Dialer session={session} />
      </div>
      {history !== null && <HistoryList session={session} history={history} />}
    </div>
  )
}
