import { Icon, type IconName } from '../controls/icon.tsx'
import { newWords, PAGE, SECTIONS } from '../words/shell.ts'
import { AccountMenu } from './account-menu.tsx'
import { BrandLogo } from './brand-logo.tsx'
import { unreadOf } from './page-title.ts'
import { isChosen, listOf, SECTION_NAMES, type SectionName, sectionOf } from './section.ts'
import type { Session } from './session.ts'

const ICONS: Record<SectionName, IconName> = { chats: 'message', calls: 'phone', rooms: 'people', settings: 'settings' }

/** The parts of the page: a rail at the side or, on a phone, a bar at the bottom, which gives way to what was chosen from a list. */
export function Navigation({ session }: { session: Session }) {
  const route = session.route.value
  const current = sectionOf(route)
  // Guests have no messages.
  const names = SECTION_NAMES.filter((name) => name !== 'chats' || !session.isGuest.value)
  const aside = isChosen(route) && route.kind !== 'settings'
  const news: Record<SectionName, number> = {
    chats: unreadOf(session),
    calls: session.calls.missed.value.length,
    rooms: session.rooms.invitations.value.length,
    settings: 0,
  }
  return (
    <nav
      aria-label={PAGE.navigation}
      class={`flex shrink-0 border-slate-200 bg-white max-md:order-last max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] md:w-20 md:flex-col md:border-r md:py-3 dark:border-slate-700 dark:bg-slate-800 ${aside ? 'max-md:hidden' : ''}`}
    >
      <BrandLogo session={session} className="mx-auto mb-4 size-9 max-md:hidden" alone />
      <ul class="contents">
        {names.map((name) => (
          <li key={name} class={`max-md:grow max-md:basis-0 ${name === 'settings' ? 'md:mt-auto' : ''}`}>
            <button
              type="button"
              aria-current={name === current ? 'page' : undefined}
              onClick={() => session.go(listOf(name))}
              data-testid={`nav-${name}`}
              class={`flex w-full flex-col items-center gap-0.5 px-1 py-2 text-xs font-medium -outline-offset-2 ${
                name === current
                  ? 'text-indigo-700 dark:text-indigo-300'
                  : 'text-slate-600 hover:text-slate-900 dark:text-slate-300 dark:hover:text-white'
              }`}
            >
              <span
                class={`relative grid h-8 w-14 place-items-center rounded-full transition-colors ${name === current ? 'bg-indigo-100 dark:bg-indigo-900' : ''}`}
              >
                <Icon name={ICONS[name]} />
                {news[name] > 0 && <NewsBadge count={news[name]} />}
              </span>
              {SECTIONS[name]}
              {news[name] > 0 && <span class="sr-only">{newWords(news[name])}</span>}
            </button>
          </li>
        ))}
        <li class="max-md:grow max-md:basis-0">
          <AccountMenu session={session} />
        </li>
      </ul>
    </nav>
  )
}

function NewsBadge({ count }: { count: number }) {
  return (
    <span
      aria-hidden="true"
      class="absolute -top-0.5 right-1 min-w-5 rounded-full bg-rose-600 px-1 text-center text-xs leading-5 text-white tabular-nums"
    >
      {count > 99 ? '99+' : count}
    </span>
  )
}
