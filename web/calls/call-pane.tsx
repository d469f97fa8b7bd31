import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { CallTabs } from './call-tabs.tsx'
import { CallView } from './call-view.tsx'

/** The call in front; without one, whom a link leads to, or what could be done. */
export function CallPane({ session }: { session: Session }) {
  const front = session.calls.front.value
  const route = session.route.value
  if (front === null && route.kind === 'call') return <CallSuggestion session={session} typed={route.uri} />
  if (front === null)
    return (
      <div class="grid grow place-items-center p-6 text-slate-500 dark:text-slate-400">
        <p class="flex flex-col items-center gap-3 text-center">
          <Icon name="phone" className="size-12" />
          Enter whom to call.
        </p>
      </div>
    )
  return (
    <section aria-label="Call" class="flex min-h-0 min-w-0 grow flex-col gap-3 p-2 sm:p-4">
      <CallTabs session={session} />
      <CallView key={front.call.id} session={session} call={front} />
    </section>
  )
}

/** Somebody whom a link leads to: opening a link alone calls nobody. */
function CallSuggestion({ session, typed }: { session: Session; typed: string }) {
  const uri = readAddress(typed, domainOf(session.account.value?.address ?? ''))
  const unable = uri === null || session.calls.capturing.value || session.server.value !== 'ready'
  const dial = (kind: 'audio' | 'video') => {
    if (uri !== null) void session.calls.dial(uri, kind)
  }
  return (
    <section aria-label="Call" class="flex grow flex-col items-center justify-center gap-6 p-6 text-center">
      <h2 class="max-w-full truncate text-2xl font-semibold">
        <bdi>{uri ?? typed}</bdi>
      </h2>
      {uri === null && <p>This is no address that can be called.</p>}
      <div class="flex flex-wrap justify-center gap-3">
        <Button colour="go" icon="phone" disabled={unable} onClick={() => dial('audio')} testId="call-link-audio">
          Call
        </Button>
        <Button icon="video" disabled={unable} onClick={() => dial('video')} testId="call-link-video">
          Video call
        </Button>
        <Button onClick={() => session.go({ kind: 'calls' })} testId="call-link-close">
          Close
        </Button>
      </div>
    </section>
  )
}
