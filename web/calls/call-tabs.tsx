import type { Session } from '../shell/session.ts'
import { CALL, callWords } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { known } from './people.ts'

/** One button a call, where there are several: which of them is in front. */
export function CallTabs({ session }: { session: Session }) {
  const calls = session.calls.open.value
  if (calls.length < 2) return null
  return (
    <nav aria-label={CALL.calls} class="flex shrink-0 flex-wrap gap-2 max-sm:px-2 max-sm:pt-2" data-testid="call-tabs">
      {calls.map((call) => {
        const inFront = call === session.calls.front.value
        return (
          <button
            key={call.call.id}
            type="button"
            aria-current={inFront}
            onClick={() => session.calls.bringToFront(call)}
            data-testid="call-tab"
            class={`min-w-0 max-w-64 rounded-xl px-4 py-2 text-left leading-tight ring-1 ${
              inFront
                ? 'bg-indigo-600 text-white ring-indigo-600'
                : 'bg-white ring-slate-300 hover:bg-slate-100 dark:bg-slate-800 dark:ring-slate-600 dark:hover:bg-slate-700'
            }`}
          >
            <bdi class="block truncate font-medium">{nameOf(known(session, call.call.remote))}</bdi>
            <span class="block truncate text-sm opacity-80">{inFront ? callWords(call.state.value) : CALL.aside}</span>
          </button>
        )
      })}
    </nav>
  )
}
