import type { Config } from './assemble.ts'

/** What the web app completes addresses with; null where the operator has named no domain at all. */
export interface WebDomains {
  readonly accounts: string | null
  readonly rooms: string | null
  /** Null also where guests are not wanted, or the server would refuse them. */
  readonly guests: string | null
}

/** As `[Web]` says or, where it says nothing, as the first domain of our own or of those that are served would have them. */
export function webDomainsOf({ gateway, registrar, web }: Pick<Config, 'gateway' | 'registrar' | 'web'>): WebDomains {
  const [own] = registrar.enabled ? registrar.domains : []
  const accounts = web.defaultDomain ?? own ?? gateway.sipDomains.find((name) => name !== '*') ?? null
  const beneath = (name: string): string | null => (accounts === null ? null : `${name}.${accounts}`)
  const guests = web.guestDomain ?? beneath('guest')
  const mayEnter = gateway.sipDomains.some((name) => name === '*' || name.toLowerCase() === guests)
  return {
    accounts,
    rooms: web.conferenceDomain ?? beneath('videoconference'),
    guests: web.guests && mayEnter ? guests : null,
  }
}
