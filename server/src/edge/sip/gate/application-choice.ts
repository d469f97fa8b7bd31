// Which application a request is for (server-framework.md §3).
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseUri } from '@weft/protocols/sip/uri'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'

export interface ApplicationRule {
  /** `user@domain`, a domain or a user. */
  readonly key: string
  readonly application: string
}

export interface ApplicationSettings {
  /** Of several rules for one key the last counts. */
  readonly map: readonly ApplicationRule[]
  readonly default: string
  /** Names of the applications that there are, none of them disabled. */
  readonly loaded: ReadonlySet<string>
}

export type Choice =
  | { readonly application: string; readonly why: 'header' | 'address' | 'domain' | 'user' | 'default' }
  | { readonly status: 404; readonly why: string }

const FALLBACK = 'conference'

/** Chooses by X-Sylk-App, by user@domain, domain and user of the Request-URI, in that order, or the default. */
export class ApplicationChoice {
  readonly #addresses = new Map<string, string>()
  readonly #domains = new Map<string, string>()
  readonly #users = new Map<string, string>()
  readonly #default: string
  readonly #loaded: ReadonlySet<string>
  /** For the operator; null where all is well. */
  readonly warning: string | null

  constructor(settings: ApplicationSettings) {
    for (const { key, application } of settings.map) {
      const at = key.lastIndexOf('@')
      if (at >= 0) this.#addresses.set(key.slice(0, at + 1) + key.slice(at + 1).toLowerCase(), application)
      else {
        this.#domains.set(key.toLowerCase(), application)
        this.#users.set(key, application)
      }
    }
    const missing = !settings.loaded.has(settings.default)
    this.#default = missing ? FALLBACK : settings.default
    this.warning =
      missing && settings.default !== FALLBACK ? `default_application ${settings.default} is not loaded; it is ${FALLBACK}` : null
    this.#loaded = settings.loaded
  }

  /** `believed`: X-Sylk-App counts from where the request came; it then wins, whatever it names. */
  choose(request: SipRequest, believed: boolean): Choice {
    const header = believed ? fieldOf(request, 'X-Sylk-App') : null
    const choice = header === null ? this.#byUri(request.uri) : { application: header.trim(), why: 'header' as const }
    return this.#loaded.has(choice.application) ? choice : { status: 404, why: 'the application is not loaded' }
  }

  #byUri(text: string): Exclude<Choice, { readonly status: 404 }> {
    const uri = parseUri(text)
    const host = uri?.kind === 'sip' ? uri.host : null
    const user = uri?.kind === 'sip' && uri.user !== null ? unescapeText(uri.user) : uri?.kind === 'tel' ? uri.number : null
    const address = user === null || host === null ? undefined : this.#addresses.get(`${user}@${host}`)
    if (address !== undefined) return { application: address, why: 'address' }
    const domain = host === null ? undefined : this.#domains.get(host)
    if (domain !== undefined) return { application: domain, why: 'domain' }
    const byUser = user === null ? undefined : this.#users.get(user)
    if (byUser !== undefined) return { application: byUser, why: 'user' }
    return { application: this.#default, why: 'default' }
  }
}
