import type { Config } from './assemble.ts'

/** What the web app completes addresses with; null where the operator has named no domain at all. */
export interface WebDomains {
  readonly accounts: string | null
  readonly rooms: string | null
  /** Also where guests are not offered. */
  readonly guests: string | null
}

/** As `[Web]` says or, where it says nothing, as the first domain of our own or of those that are served would have them. */
export function webDomainsOf({ gateway, registrar, web }: Pick<Config, 'gateway' | 'registrar' | 'web'>): WebDomains {
  const [own] = registrar.enabled ? registrar.domains : []
  const accounts = web.defaultDomain ?? own ?? gateway.sipDomains.find((name) => name !== '*') ?? null
  const beneath = (name: string): string | null => (accounts === null ? null : `${name}.${accounts}`)
  return {
    accounts,
    rooms: web.conferenceDomain ?? beneath('videoconference'),
    guests: web.guestDomain ?? beneath('guest'),
  }
}
