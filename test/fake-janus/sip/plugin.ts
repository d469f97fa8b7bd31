import { type Body, type Plugin, PluginError, type PluginHost, type PluginJsep } from '../plugin.ts'
import type { Contact } from './fork.ts'
import { PluginCall } from './plugin-call.ts'
import { phrase } from './status.ts'
import type { Binding, SipWorld } from './world.ts'

/** What the handles of one Janus share: masters by their id. */
export type Masters = Map<number, FakeSipPlugin>

interface Account {
  readonly address: string
  readonly proxy: string
  readonly user: string
  readonly displayName: string | null
  readonly ha1: string | null
}

type Registration = 'none' | 'registering' | 'registered' | 'disabled'

/** The SIP plugin on one handle: its account, and one call (janus_sip.c of Janus 1.1.2; error texts are its own). */
export class FakeSipPlugin implements Plugin {
  readonly tag = { sip: 'event' }
  readonly #host: PluginHost
  readonly #world: SipWorld
  readonly #masters: Masters
  readonly #call: PluginCall
  readonly #helpers = new Set<FakeSipPlugin>()
  #account: Account | null = null
  #prefixes: readonly string[] = []
  #registration: Registration = 'none'
  #binding: Binding | null = null
  #masterId = 0
  #master: FakeSipPlugin | null = null

  constructor(host: PluginHost, world: SipWorld, masters: Masters) {
    this.#host = host
    this.#world = world
    this.#masters = masters
    this.#call = new PluginCall(host, world)
  }

  message(body: Body, jsep: PluginJsep | null, transaction: string): void {
    try {
      const result = this.#answer(body, jsep, transaction)
      if (result) this.#say(result, transaction)
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      this.#host.push({ sip: 'event', error_code: error.code, error: error.message, ...this.#call.tag }, { transaction })
    }
  }

  mediaLost(): void {
    this.#call.mediaLost()
  }

  detached(): void {
    this.#call.drop()
    if (this.#master) this.#master.#helpers.delete(this)
    this.#leave()
    this.#endHelpers()
    this.#masters.delete(this.#masterId)
  }

  /** Null where Janus keeps silent. */
  #answer(body: Body, jsep: PluginJsep | null, transaction: string): Body | null {
    switch (body.request) {
      case 'register':
        return body.type === 'helper' ? this.#help(body) : this.#register(body)
      case 'unregister':
        return this.#unregister()
      case 'call':
        this.#mustBeAbleToCall()
        return this.#call.dial(body, jsep, transaction, this.#caller(), this.#allPrefixes())
      default:
        return this.#call.request(body, jsep, transaction)
    }
  }

  #register(body: Body): Body {
    if (this.#registration === 'registering' || this.#registration === 'registered') {
      throw new PluginError(445, `Already registered (${this.#account?.user})`)
    }
    if (this.#master) throw new PluginError(453, "Can't register on a helper session")
    this.#account = readAccount(body)
    this.#prefixes = [...this.#prefixes, ...texts(body.incoming_header_prefixes)]
    if (this.#masterId === 0) this.#masterId = 1 + Math.floor(Math.random() * (2 ** 32 - 2))
    this.#masters.set(this.#masterId, this)
    const { user } = this.#account
    if (body.type === 'guest' || body.send_register === false) {
      this.#registration = 'disabled'
      return { event: 'registered', username: user, register_sent: false, master_id: this.#masterId }
    }
    this.#registration = 'registering'
    this.#world.later(() => this.#registered(body))
    return { event: 'registering' }
  }

  /** The REGISTER reaches the registrar. */
  #registered(body: Body): void {
    if (this.#registration !== 'registering' || !this.#account) return
    const { address, proxy, ha1 } = this.#account
    this.#binding = {
      userAgent: typeof body.user_agent === 'string' ? body.user_agent : null,
      parameters: { ...(body.contact_params as Record<string, string> | undefined) },
      proxy,
      contact: this.#contact,
      refreshed: (refusal) => this.#registrarSays(refusal),
    }
    this.#registrarSays(this.#world.register(address, ha1, this.#binding))
  }

  #registrarSays(refusal: number | null): void {
    if (refusal === null) {
      this.#registration = 'registered'
      const result = { username: this.#account?.user ?? '', register_sent: true, master_id: this.#masterId }
      this.#say({ event: 'registered', ...result, ...this.#noHeaders() })
    } else {
      this.#registration = 'none'
      const reason = refusal === 904 ? 'Operation has no matching challenge ' : phrase(refusal)
      this.#say({ event: 'registration_failed', code: refusal, reason, ...this.#noHeaders() })
    }
  }

  #help(body: Body): Body {
    if (body.master_id === undefined) throw new PluginError(443, 'Missing mandatory element for helper (master_id)')
    if (this.#master) throw new PluginError(453, `Session already a helper (${body.master_id})`)
    const master = this.#masters.get(Number(body.master_id))
    const account = master ? master.#account : null
    if (!master || !account) throw new PluginError(453, `No such master session (${body.master_id})`)
    this.#master = master
    this.#registration = 'disabled'
    master.#helpers.add(this)
    return {
      event: 'registered',
      username: account.user,
      register_sent: false,
      helper: true,
      master_id: Number(body.master_id),
    }
  }

  #unregister(): Body {
    if (this.#master) {
      // A helper only leaves the group; its call goes on.
      this.#master.#helpers.delete(this)
      this.#master = null
      this.#registration = 'none'
      return { event: 'unregistering' }
    }
    if (this.#registration !== 'registered') throw new PluginError(447, 'Wrong state (not registered)')
    this.#registration = 'none'
    this.#world.later(() => {
      this.#leave()
      this.#say({ event: 'unregistered', username: this.#account?.user ?? '', ...this.#noHeaders() })
      this.#endHelpers()
    })
    return { event: 'unregistering' }
  }

  /** How the world reaches the account: the master takes the call, or the first helper that is free. */
  readonly #contact: Contact = (invitation, end) => {
    const free = [this, ...this.#helpers].find((plugin) => plugin.#call.isFree)
    if (free) free.#call.incoming(invitation, end, this.#prefixes)
    else this.#call.miss(invitation, end)
  }

  #mustBeAbleToCall(): void {
    if (this.#registration === 'none' && !this.#account) throw new PluginError(447, 'Wrong state (register first)')
    if (this.#registration === 'none' || this.#registration === 'registering')
      throw new PluginError(447, 'Wrong state (not registered)')
  }

  #caller(): Account {
    const account = (this.#master ?? this).#account
    if (!account) throw new PluginError(453, 'Invalid master SIP stack')
    return account
  }

  #allPrefixes(): readonly string[] {
    return (this.#master ?? this).#prefixes
  }

  #leave(): void {
    if (this.#binding && this.#account) this.#world.unregister(this.#account.address, this.#binding)
    this.#binding = null
  }

  #endHelpers(): void {
    for (const helper of [...this.#helpers]) helper.#host.end()
    this.#helpers.clear()
  }

  #noHeaders(): Body {
    return this.#prefixes.length > 0 ? { headers: {} } : {}
  }

  #say(result: Body, transaction: string | null = null): void {
    this.#host.push({ sip: 'event', result, ...this.#call.tag }, { transaction })
  }
}

function readAccount(body: Body): Account {
  const { username, display_name: displayName = null, ha1_secret: ha1 } = body
  for (const [name, value] of Object.entries({ username, display_name: displayName ?? undefined, user_agent: body.user_agent })) {
    const given = name in body
    if (given && typeof value !== 'string') throw new PluginError(444, `Invalid element type (${name} should be a string)`)
  }
  if (username === undefined) throw new PluginError(443, 'Missing mandatory element (username)')
  const guest = body.type === 'guest'
  if (guest && body.send_register !== undefined) {
    throw new PluginError(444, 'Conflicting elements: send_register cannot be true if guest is true')
  }
  if (!guest && ha1 === undefined && body.secret === undefined)
    throw new PluginError(443, 'Missing element (secret or ha1_secret)')
  const uri = /^sip:([^@\s]+)@([^\s]+)$/.exec(String(username))
  if (!uri) throw new PluginError(446, `Invalid user address ${username}\n`)
  return {
    address: String(username).slice('sip:'.length),
    proxy: String(body.outbound_proxy),
    user: uri[1] ?? '',
    displayName: typeof displayName === 'string' ? displayName : null,
    ha1: typeof ha1 === 'string' ? ha1 : null,
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
