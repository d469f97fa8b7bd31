import type { Phone } from '../phone.ts'
import { Alert } from './alert.tsx'
import { CallTabs } from './call-tabs.tsx'
import { CallView } from './call-view.tsx'
import { Dialer } from './dialer.tsx'
import { Icon } from './icon.tsx'
import { MissedCalls } from './missed-calls.tsx'

/** What somebody sees who is logged in: the call in front, whom to call, who has called. On a phone one below the other. */
export function Desk({ phone }: { phone: Phone }) {
  const front = phone.front.value
  const problem = phone.problem.value
  return (
    <div class="flex grow flex-col gap-4 p-4 lg:flex-row-reverse lg:gap-6 lg:p-6">
      <section
        aria-label="Call"
        class={`flex min-w-0 grow flex-col gap-3 ${front === null ? 'max-lg:hidden' : 'max-lg:min-h-[75dvh]'}`}
      >
        <CallTabs phone={phone} />
        {front === null ? <NoCall /> : <CallView key={front.call.id} phone={phone} call={front} />}
      </section>
      <div class="flex flex-col gap-4 lg:w-88 lg:shrink-0">
        {problem !== null && (
          <Alert testId="problem" onDismiss={() => phone.dismissProblem()}>
            {problem}
          </Alert>
        )}
        <Dialer phone={phone} />
        <MissedCalls phone={phone} />
      </div>
    </div>
  )
}

function NoCall() {
  return (
    <div class="grid grow place-items-center rounded-2xl border-2 border-dashed border-slate-200 text-slate-500 dark:border-slate-700 dark:text-slate-400">
      <p class="flex flex-col items-center gap-3">
        <Icon name="phone" className="size-12" />
        No call. Call somebody, or wait to be called.
      </p>
    </div>
  )
}
