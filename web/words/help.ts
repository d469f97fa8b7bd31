import { ROOM_SHORTCUTS } from './rooms.ts'

/** A key, and what it does. */
type Shortcut = readonly [key: string, what: string]

export const HELP = { title: 'Keyboard shortcuts', close: 'Close' } as const

export const SHORTCUT_GROUPS: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ['?', 'Show these shortcuts'],
      ['Tab', 'Go to the next button or field'],
      ['Esc', 'Close what is open'],
    ],
  },
  {
    title: 'Messages',
    shortcuts: [
      ['Enter', 'Send the message'],
      ['Shift + Enter', 'Begin a new line'],
    ],
  },
  { title: 'Calls, while the keypad is shown', shortcuts: [['0 … 9, *, #', 'Press that key']] },
  { title: 'Rooms', shortcuts: ROOM_SHORTCUTS },
]
