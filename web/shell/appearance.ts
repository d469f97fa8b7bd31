import { effect } from '@preact/signals'
import { accentSteps } from './accent.ts'
import type { Session } from './session.ts'

const DARK = '(prefers-color-scheme: dark)'
/** Of the browser's own bars around the page, as app.css has the page's ground. */
const GROUNDS = { light: '#f8fafc', dark: '#0f172a' } as const

/** Keeps the page looking as its user and its operator want it: dark or light, and in which colour. */
export function followAppearance({ preferences, config }: Session, page: Window): void {
  const root = page.document.documentElement
  const system = page.matchMedia(DARK)
  const apply = (): void => {
    const wanted = preferences.theme.value
    const theme = wanted === 'system' ? (system.matches ? 'dark' : 'light') : wanted
    root.dataset.theme = theme
    for (const meta of page.document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute('content', GROUNDS[theme])
  }
  effect(apply)
  system.addEventListener('change', apply)
  effect(() => {
    const accent = config.value.accentColour
    if (accent !== null) for (const [name, value] of accentSteps(accent)) root.style.setProperty(name, value)
  })
}
