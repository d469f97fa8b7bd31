import type { Theme } from '../shell/preferences.ts'

export const PROFILE = {
  title: 'Profile',
  account: 'Account',
  name: 'Your name',
  nameHint: 'Shown to those you call and write to from now on.',
  save: 'Save',
  saved: 'Saved.',
  inCall: 'Your name can be changed when you are in no call and no room.',
} as const

export const DEVICES = {
  title: 'Microphone, camera and speaker',
  hint: 'What calls and rooms use.',
  start: 'Try them',
  stop: 'Stop',
  preview: 'What your camera sees',
  noPicture: 'No camera',
} as const

export const ALERTS = {
  title: 'Ringing and notifications',
  volume: 'How loud it rings',
  volumeValue: (percent: number): string => (percent === 0 ? 'Silent' : `${percent} %`),
  notify: 'Notify me while this page is in the background',
  notifyHint: 'Of calls, invitations to rooms, and messages.',
  showText: 'Show what messages say',
  showTextHint: 'Whoever sees your screen can read it.',
  denied: 'The browser does not let this page notify you. Allow it in the browser’s address bar, then try again.',
  impossible: 'This browser has no notifications.',
} as const

export const LOOK = { title: 'Appearance', legend: 'Colours' } as const

export const THEME_NAMES: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export const ABOUT = {
  title: 'About',
  version: (name: string, version: string): string => (name === 'Weft' ? `Weft ${version}` : `${name}, with Weft ${version}`),
  help: 'Help',
  shortcuts: 'Keyboard shortcuts',
  kept: 'What is kept on this device goes when you sign out.',
} as const
