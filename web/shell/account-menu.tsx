import { useId, useRef } from 'preact/hooks'
import { Avatar } from '../controls/avatar.tsx'
import { nameOf } from '../words/people.ts'
import { registrationWords } from '../words/registration.ts'
import { PAGE } from '../words/shell.ts'
import { LogOut } from './log-out.tsx'
import { registrationState } from './registration-state.ts'
import type { Session } from './session.ts'

const DOTS: Readonly<Record<string, string>> = {
  registered: 'bg-emerald-500',
  failed: 'bg-rose-500',
  away: 'bg-rose-500',
  none: 'bg-slate-400',
  added: 'bg-slate-400',
}

/** Whose page this is and whether it can be called; the way out. */
export function AccountMenu({ session }: { session: Session }) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const account = session.account.value
  const state = registrationState(session)
  const party = { uri: account?.address ?? '', displayName: account?.displayName ?? '' }
  const words = registrationWords(session.server.value, session.accountState.value)

  /** Above or beside the button, within the window. */
  function place(): void {
    const at = button.current?.getBoundingClientRect()
    const style = sheet.current?.style
    if (at === undefined || style === undefined) return
    style.inset = 'auto'
    style.bottom = `${Math.max(8, window.innerHeight - (at.left < at.width ? at.bottom : at.top))}px`
    if (at.left > window.innerWidth / 2) style.right = '8px'
    else style.left = `${at.right + 8}px`
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        popovertarget={id}
        title={`${party.uri} – ${words}`}
        data-testid="account-menu"
        class="flex w-full flex-col items-center gap-0.5 px-1 py-2 text-xs font-medium text-slate-600 -outline-offset-2 dark:text-slate-300"
      >
        <span class="relative grid h-8 place-items-center">
          <Avatar name={nameOf(party)} address={party.uri} className="size-8 text-sm" />
          <span
            class={`absolute -right-0.5 bottom-0 size-3 rounded-full ring-2 ring-white dark:ring-slate-800 ${DOTS[state] ?? 'bg-amber-500 motion-safe:animate-pulse'}`}
          />
        </span>
        <span class="sr-only">{PAGE.account}</span>
        <span role="status" data-testid="registration-state" data-state={state} class="max-w-full truncate">
          {words}
        </span>
      </button>
      <div
        ref={sheet}
        id={id}
        popover="auto"
        onBeforeToggle={place}
        class="fixed m-0 w-72 max-w-[calc(100vw-1rem)] rounded-2xl border-0 bg-white p-4 text-slate-900 shadow-xl ring-1 ring-slate-200 dark:bg-slate-800 dark:text-slate-100 dark:ring-slate-600"
      >
        <div class="mb-4 flex items-center gap-3">
          <Avatar name={nameOf(party)} address={party.uri} />
          <div class="min-w-0 leading-snug">
            {party.displayName !== '' && (
              <p class="truncate font-semibold">
                <bdi>{party.displayName}</bdi>
              </p>
            )}
            <p class="truncate text-sm" data-testid="account-address">
              {party.uri}
            </p>
            <p class="text-sm text-slate-600 dark:text-slate-300">{words}</p>
          </div>
        </div>
        <div class="grid">
          <LogOut session={session} testId="logout" />
        </div>
      </div>
    </>
  )
}
