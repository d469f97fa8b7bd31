import { Avatar } from '../controls/avatar.tsx'
import { Button } from '../controls/button.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { CALL, DIALER } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { people } from './people.ts'

/** Somebody whom a link leads to: opening a link alone calls nobody, and gives away no microphone. */
export function CallSuggestion({ session, typed }: { session: Session; typed: string }) {
  const { calls } = session
  const uri = readAddress(typed, domainOf(session.account.value?.address ?? ''))
  const person = people(session).find((one) => one.uri === uri) ?? { uri: uri ?? typed, displayName: '' }
  const name = nameOf(person)
  const capturing = calls.capturing.value
  const unable = uri === null || capturing !== null || session.server.value !== 'ready'
  const dial = (kind: 'audio' | 'video'): void => {
    if (uri !== null) void calls.dial(uri, kind)
  }
  return (
    <section aria-label={CALL.section} class="flex grow flex-col items-center justify-center gap-6 p-6 text-center">
      <div class="flex max-w-full min-w-0 flex-col items-center gap-3">
        <Avatar name={name} address={uri ?? typed} className="size-24 text-4xl" />
        <h2 class="max-w-full truncate text-2xl font-semibold" data-testid="call-link">
          <bdi>{name}</bdi>
        </h2>
        {person.displayName !== '' && (
          <p class="max-w-full truncate text-slate-600 dark:text-slate-300">
            <bdi>{uri}</bdi>
          </p>
        )}
        {uri === null && <p>{CALL.noAddress}</p>}
      </div>
      <div class="flex flex-wrap justify-center gap-3">
        <Button colour="go" icon="phone" disabled={unable} onClick={() => dial('audio')} testId="call-link-audio">
          {DIALER.call}
        </Button>
        <Button icon="video" disabled={unable} onClick={() => dial('video')} testId="call-link-video">
          {DIALER.video}
        </Button>
        <Button onClick={() => session.go({ kind: 'calls' })} testId="call-link-close">
          {CALL.close}
        </Button>
      </div>
      <p role="status" class="text-sm text-slate-600 empty:hidden dark:text-slate-300">
        {capturing === 'video' ? DIALER.allowing : capturing === 'audio' ? DIALER.asking : ''}
      </p>
    </section>
  )
}
