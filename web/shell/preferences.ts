import { type Signal, signal } from '@preact/signals'
import { isFields } from '@weft/client/fields'
import type { Shelf } from './shelf.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Whether to tell of what happens while the page is hidden: never asked, asked and put off, or decided. */
export type Notifying = 'unasked' | 'on' | 'off'

const NAME = 'preferences'

/** What whoever uses this browser likes; kept on this device, also when they sign out. */
export class Preferences {
  readonly theme: Signal<Theme> = signal('system')
  /** From 0, silent, to 1. */
  readonly ringVolume = signal(1)
  readonly notifying: Signal<Notifying> = signal('unasked')
  /** Whether notifications show what a message says. Whoever else sees the screen can read it, so that it is off at first. */
  readonly showText = signal(false)
  readonly #shelf: Shelf

  constructor(shelf: Shelf) {
    this.#shelf = shelf
    const kept = shelf.read(NAME)
    if (!isFields(kept)) return
    const { theme, ringVolume, notifying, showText } = kept
    this.theme.value = THEMES.find((name) => name === theme) ?? 'system'
    if (typeof ringVolume === 'number' && ringVolume >= 0 && ringVolume <= 1) this.ringVolume.value = ringVolume
    if (notifying === 'on' || notifying === 'off') this.notifying.value = notifying
    this.showText.value = showText === true
  }

  /** Changes one of them, for good. */
  choose<Name extends 'theme' | 'ringVolume' | 'notifying' | 'showText'>(name: Name, value: Preferences[Name]['value']): void {
    const chosen: Signal<Preferences[Name]['value']> = this[name]
    chosen.value = value
    const { theme, ringVolume, notifying, showText } = this
    this.#shelf.write(NAME, {
      theme: theme.value,
      ringVolume: ringVolume.value,
      notifying: notifying.value,
      showText: showText.value,
    })
  }
}
