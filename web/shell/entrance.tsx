import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { registrationWords } from '../words/registration.ts'
import { PAGE } from '../words/shell.ts'
import { aboutToCall, GUEST, invitedToRoom, SIGN_IN } from '../words/sign-in.ts'
import { readRoom, roomName } from './address.ts'
import { BrandLogo } from './brand-logo.tsx'
import { GuestForm } from './guest-form.tsx'
import { registrationState } from './registration-state.ts'
import type { Session } from './session.ts'
import { SignInForm } from './sign-in-form.tsx'

/** The way in, with an account or as a guest; who came by a link to a room or a call is told where it leads. */
export function Entrance({ session }: { session: Session }) {
  const { name, guestDomain, supportUrl } = session.config.value
  const { kind } = session.route.value
  // Who follows a link mostly has no account here.
  const asGuest = useSignal<boolean | null>(null)
  const guest = guestDomain !== null && (asGuest.value ?? (kind === 'room' || kind === 'call'))
  return (
    <main class="flex grow flex-col items-center overflow-y-auto p-4">
      {/* In the middle, or from the top where there is no room for all of it. */}
      <div class="my-auto flex w-full flex-col items-center gap-5">
        <h1 class="flex max-w-full items-center gap-3 text-2xl font-semibold">
          <BrandLogo session={session} className="size-10" />
          <bdi class="truncate">{name}</bdi>
        </h1>
        <Goal session={session} />
        <section class="w-full max-w-sm rounded-2xl bg-white p-6 shadow-sm ring-1 ring-slate-200 sm:p-8 dark:bg-slate-800 dark:ring-slate-700">
          <Heading key={String(guest)} focused={asGuest.value !== null}>
            {guest ? GUEST.title : SIGN_IN.title}
          </Heading>
          <p class="mt-1 mb-5 text-sm text-slate-600 dark:text-slate-300">{guest ? GUEST.hint : SIGN_IN.hint}</p>
          {guest ? <GuestForm session={session} /> : <SignInForm session={session} />}
          {guestDomain !== null && (
            <p class="mt-5 border-t border-slate-200 pt-4 text-center dark:border-slate-700">
              <button
                type="button"
                onClick={() => {
                  asGuest.value = !guest
                }}
                data-testid="entrance-switch"
                class="min-h-11 rounded px-2 font-medium text-indigo-700 underline-offset-4 hover:underline dark:text-indigo-300"
              >
                {guest ? GUEST.instead : GUEST.insteadOfAccount}
              </button>
            </p>
          )}
        </section>
        <p
          role="status"
          data-testid="registration-state"
          data-state={registrationState(session)}
          class="text-center text-sm empty:hidden text-slate-600 dark:text-slate-300"
        >
          <Standing session={session} />
        </p>
        {supportUrl !== null && (
          <a
            href={supportUrl}
            rel="noopener noreferrer"
            class="text-sm text-slate-600 underline underline-offset-4 dark:text-slate-300"
          >
            {SIGN_IN.help}
          </a>
        )}
      </div>
    </main>
  )
}

/** Takes the focus when the form below it has changed. */
function Heading({ focused, children }: { focused: boolean; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focused) heading.current?.focus()
  }, [])
  return (
    <h2 ref={heading} tabIndex={-1} class="text-xl font-semibold outline-none">
      {children}
    </h2>
  )
}

/** Where a link leads. */
function Goal({ session }: { session: Session }) {
  const route = session.route.value
  if (route.kind !== 'room' && route.kind !== 'call') return null
  const domain = session.roomDomain.value
  const words =
    route.kind === 'room' ? invitedToRoom(roomName(readRoom(route.room, domain) ?? route.room, domain)) : aboutToCall(route.uri)
  return (
    <p data-testid="entrance-goal" class="line-clamp-3 max-w-sm text-center text-lg text-balance wrap-anywhere">
      <bdi>{words}</bdi>
    </p>
  )
}

/** Nothing where all is well and nobody has tried to sign in. */
function Standing({ session }: { session: Session }) {
  const server = session.server.value
  const account = session.accountState.value
  if (server === 'away') return <span data-testid="server-away">{PAGE.away}</span>
  // What went wrong stands in the form.
  if (account === null || account.kind === 'failed' || session.isGuest.value) return null
  return registrationWords(server, account)
}
