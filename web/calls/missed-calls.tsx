import { Icon } from '../controls/icon.tsx'
import type { Session } from '../shell/session.ts'
import { nameOf } from '../words/people.ts'

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' })

/** Who called in vain, latest first, each to be called back with one click. */
export function MissedCalls({ session }: { session: Session }) {
  const missed = session.calls.missed.value
  if (missed.length === 0) return null
  return (
    <section
      aria-label="Missed calls"
      data-testid="missed-calls"
      class="rounded-2xl bg-white p-4 shadow-sm ring-1 ring-slate-200 sm:p-5 dark:bg-slate-800 dark:ring-slate-700"
    >
      <div class="mb-2 flex items-center justify-between">
        <h2 class="font-medium">
          Missed calls <span class="ml-1 rounded-full bg-rose-600 px-2 py-0.5 text-sm text-white">{missed.length}</span>
        </h2>
        <button
          type="button"
          onClick={() => session.calls.forgetMissed()}
          data-testid="missed-clear"
          class="rounded text-sm text-slate-600 underline-offset-4 hover:underline dark:text-slate-300"
        >
          Clear
        </button>
      </div>
      <ul class="divide-y divide-slate-200 dark:divide-slate-700">
        {missed.map((call) => (
          <li key={`${call.at} ${call.uri}`} data-testid="missed-call" class="flex items-center gap-3 py-2.5">
            <Icon name="missed" className="size-5 text-rose-600 dark:text-rose-400" />
            <div class="min-w-0 grow leading-snug">
              <p class="truncate font-medium">{nameOf(call)}</p>
              <p class="truncate text-sm text-slate-500 dark:text-slate-400">{time.format(call.at)}</p>
            </div>
            <button
              type="button"
              aria-label={`Call ${nameOf(call)} back`}
              title="Call back"
              onClick={() => void session.calls.dial(call.uri, 'audio')}
              data-testid="missed-call-back"
              class="grid size-10 place-items-center rounded-full text-emerald-700 hover:bg-emerald-50 dark:text-emerald-400 dark:hover:bg-slate-700"
            >
              <Icon name="phone" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
