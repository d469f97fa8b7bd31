import type { Route } from './route.ts'

/** The parts of the page, in the order of the rail. */
export const SECTION_NAMES = ['chats', 'calls', 'rooms', 'settings'] as const
export type SectionName = (typeof SECTION_NAMES)[number]

const SECTION_OF: Record<Route['kind'], SectionName> = {
  home: 'chats',
  chat: 'chats',
  calls: 'calls',
  call: 'calls',
  rooms: 'rooms',
  room: 'rooms',
  settings: 'settings',
}

const LISTS: Record<SectionName, Route> = {
  chats: { kind: 'home' },
  calls: { kind: 'calls' },
  rooms: { kind: 'rooms' },
  settings: { kind: 'settings' },
}

export const sectionOf = (route: Route): SectionName => SECTION_OF[route.kind]

/** Where a part of the page begins: its list. */
export const listOf = (section: SectionName): Route => LISTS[section]

/** Whether something of a list was chosen: on a phone it takes the list's place. */
export const isChosen = ({ kind }: Route): boolean => kind === 'chat' || kind === 'call' || kind === 'room' || kind === 'settings'
