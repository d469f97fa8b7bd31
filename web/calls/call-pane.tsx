import { Icon } from '../controls/icon.tsx'
import { lazily } from '../controls/lazy.tsx'
import type { Session } from '../shell/session.ts'
import { CALL } from '../words/calls.ts'
import { CallSuggestion } from './call-suggestion.tsx'
import { CallTabs } from './call-tabs.tsx'
import type { CallViewProps } from './call-view.tsx'

const CallView = lazily<CallViewProps>(async () => (await import('./call-view.tsx')).CallView)

/** The call in front; without one, whom a link leads to, or what could be done. */
export function CallPane({ session }: { session: Session }) {
  const front = session.calls.front.value
  const route = session.route.value
  if (front === null && route.kind === 'call') return <CallSuggestion session={session} typed={route.uri} />
  if (front === null) return <NoCall />
  return (
    <section aria-label={CALL.section} class="flex min-h-0 min-w-0 grow flex-col gap-3 sm:p-4">
      <CallTabs session={session} />
      <CallView key={front.call.id} session={session} call={front} />
    </section>
  )
}

function NoCall() {
  return (
    <div class="flex grow flex-col items-center justify-center gap-2 p-6 text-center text-slate-600 dark:text-slate-300">
      <Icon name="phone" className="mb-2 size-12 text-slate-400 dark:text-slate-500" />
      <p class="font-medium">{CALL.empty}</p>
      <p class="max-w-sm text-sm">{CALL.emptyHint}</p>
    </div>
  )
}
