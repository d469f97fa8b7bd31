import { useSignal } from '@preact/signals'
import { Avatar } from '../controls/avatar.tsx'
import { Icon, type IconName } from '../controls/icon.tsx'
import { Menu } from '../controls/menu.tsx'
import type { Session } from '../shell/session.ts'
import { CALL, callBack, HISTORY, videoCallTo } from '../words/calls.ts'
import { durationWords } from '../words/figures.ts'
import { nameOf } from '../words/people.ts'
import { fullTimeWords, whenWords } from '../words/times.ts'
import type { CallHistory, PastCall } from './call-history.ts'
import { known } from './people.ts'

const FILTERS = ['all', 'missed'] as const

/** Who called and who was called, latest first, each to be called back with one click. */
export function HistoryList({ session, history }: { session: Session; history: CallHistory }) {
  const filter = useSignal<(typeof FILTERS)[number]>('all')
  const all = history.calls.value
  const shown = filter.value === 'missed' ? all.filter(({ outcome }) => outcome === 'missed') : all
  if (all.length === 0) {
    return (
      <div class="px-4 py-8 text-center text-slate-600 dark:text-slate-300">
        <p class="font-medium">{HISTORY.empty}</p>
        <p class="mt-1 text-sm">{HISTORY.emptyHint}</p>
      </div>
    )
  }
  return (
    <section aria-label={HISTORY.title} data-testid="call-history">
      <div class="mb-1 flex items-center gap-1 px-4">
        <fieldset class="flex grow gap-1 border-0 p-0">
          <legend class="sr-only">{HISTORY.filter}</legend>
          {FILTERS.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === filter.value}
              onClick={() => {
                filter.value = name
              }}
              data-testid={`history-${name}`}
              class="min-h-9 rounded-full px-3.5 text-sm font-medium text-slate-600 hover:bg-slate-100 aria-pressed:bg-indigo-100 aria-pressed:text-indigo-800 dark:text-slate-300 dark:hover:bg-slate-700 dark:aria-pressed:bg-indigo-900 dark:aria-pressed:text-indigo-100"
            >
              {HISTORY[name]}
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          aria-label={HISTORY.clear}
          title={HISTORY.clear}
          onClick={() => history.clear()}
          data-testid="history-clear"
          class="grid size-9 place-items-center rounded-full text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700"
        >
          <Icon name="trash" />
        </button>
      </div>
      {shown.length === 0 && <p class="px-4 py-6 text-center text-slate-600 dark:text-slate-300">{HISTORY.noneMissed}</p>}
      <ul class="px-2">
        {shown.map((call) => (
          <HistoryLine key={`${call.at} ${call.uri}`} session={session} history={history} call={call} />
        ))}
      </ul>
    </section>
  )
}

const PICTURES: Record<PastCall['direction'], IconName> = { incoming: 'incoming', outgoing: 'outgoing' }

/** What came of a call, as far as its picture does not say it. */
function outcomeWords({ outcome, lasted }: PastCall): string {
  if (outcome === 'missed') return HISTORY.missedCall
  if (outcome === 'declined') return HISTORY.declined
  return lasted === null ? HISTORY.unanswered : durationWords(lasted)
}

interface HistoryLineProps {
  readonly session: Session
  readonly history: CallHistory
  readonly call: PastCall
}

function HistoryLine({ session, history, call }: HistoryLineProps) {
  const name = nameOf(known(session, call))
  const missed = call.outcome === 'missed'
  const unable = session.calls.capturing.value !== null || session.server.value !== 'ready'
  return (
    <li
      data-testid={missed ? 'missed-call' : 'past-call'}
      class="flex items-center gap-3 rounded-xl px-2 py-1.5 hover:bg-slate-100 dark:hover:bg-slate-700/60"
    >
      <Avatar name={name} address={call.uri} className="size-10 text-base" />
      <div class="min-w-0 grow leading-snug">
        <p class={`truncate font-medium ${missed ? 'text-rose-700 dark:text-rose-300' : ''}`} title={call.uri}>
          <bdi>{name}</bdi>
        </p>
        <p class="flex items-center gap-1 text-sm text-slate-600 dark:text-slate-300">
          <Icon name={missed ? 'missed' : PICTURES[call.direction]} className="size-4" />
          <span class="sr-only">{HISTORY.directions[call.direction]}</span>
          <span class="truncate" title={fullTimeWords(call.at)}>
            {whenWords(call.at, Date.now())} · {outcomeWords(call)}
          </span>
        </p>
      </div>
      <button
        type="button"
        aria-label={callBack(name)}
        title={callBack(name)}
        disabled={unable}
        onClick={() => void session.calls.dial(call.uri, 'audio')}
        data-testid="call-back"
        class="grid size-10 shrink-0 place-items-center rounded-full text-emerald-700 hover:bg-emerald-100 disabled:opacity-40 dark:text-emerald-400 dark:hover:bg-slate-600"
      >
        <Icon name="phone" />
      </button>
      <Menu
        label={HISTORY.more}
        className="text-slate-600 hover:bg-slate-200 dark:text-slate-300 dark:hover:bg-slate-600"
        testId="past-call-more"
        items={[
          {
            words: videoCallTo(name),
            icon: 'video',
            onClick: () => void session.calls.dial(call.uri, 'video'),
            testId: 'past-call-video',
          },
          {
            words: CALL.write,
            icon: 'message',
            onClick: () => session.go({ kind: 'chat', contact: call.uri }),
            testId: 'past-call-write',
          },
          { words: HISTORY.remove, icon: 'trash', grave: true, onClick: () => history.remove(call), testId: 'past-call-remove' },
        ]}
      />
    </li>
  )
}
