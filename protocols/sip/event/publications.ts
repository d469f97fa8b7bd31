// Event state that others publish to us (RFC 3903 §6): kept under a tag of ours until it expires, is changed or removed.
import { readSeconds } from '../delta-seconds.ts'
import { fieldOf, fieldsOf, type SipHeaderField, type SipRequest, type SipResponse } from '../message.ts'
import { WakeQueue } from '../wake-queue.ts'
import { eventOf } from './event-field.ts'
import { eventResponse } from './event-response.ts'
import type { EventContent } from './notifier-settings.ts'

export interface PublicationsSettings {
  /** Names of the event packages that we keep state of, and the types of bodies that we take for each. */
  readonly packages: ReadonlyMap<string, readonly string[]>
  /** Seconds: as a notifier's. */
  readonly expires: { readonly usual: number; readonly least: number; readonly most: number }
  /** Publications of one resource and package at a time: one for each device. */
  readonly mostEach: number
  /** Of all resources. */
  readonly most: number
  /** Bytes of one body. */
  readonly mostBytes: number
  /** Fresh text of at least 80 random bits that is a token. */
  readonly newTag: () => string
}

export interface PublishedState {
  readonly resource: string
  readonly package: string
  readonly tag: string
  readonly content: EventContent
  /** ms. */
  readonly until: number
}

export interface Published {
  readonly response: SipResponse
  /** What another state is there of now; null where nothing changed. */
  readonly changed: Pick<PublishedState, 'resource' | 'package'> | null
}

/** "the ESC MUST NOT" call a duration of an hour or more too brief (§6 step 4). */
const HOUR = 3600

/** Times are ms of the caller's clock. */
export class Publications {
  readonly #settings: PublicationsSettings
  readonly #byTag = new Map<string, PublishedState>()
  readonly #byResource = new Map<string, Set<string>>()
  readonly #expiry = new WakeQueue<string>()

  constructor(settings: PublicationsSettings, kept: readonly PublishedState[] = []) {
    this.#settings = settings
    for (const state of kept.slice(0, settings.most)) this.#keep(state)
  }

  get size(): number {
    return this.#byTag.size
  }

  /** When wake() is wanted; null while nothing is published. */
  get nextWake(): number | null {
    return this.#expiry.next
  }

  /** Everything, as it is to be given back to a new one. */
  get kept(): PublishedState[] {
    return [...this.#byTag.values()]
  }

  /** What is published of that resource, what was changed or refreshed last coming last. */
  of(resource: string, eventPackage: string): PublishedState[] {
    const tags = this.#byResource.get(keyOf(resource, eventPackage)) ?? []
    return [...tags].flatMap((tag) => this.#byTag.get(tag) ?? [])
  }

  /** Answers a PUBLISH for a resource that its sender may publish for; `toTag` is for the response. */
  publish(resource: string, request: SipRequest, toTag: string, now: number): Published {
    const refuse = (status: number, fields: readonly SipHeaderField[] = []): Published => ({
      response: eventResponse(request, status, fields, toTag),
      changed: null,
    })
    const { packages, mostBytes } = this.#settings
    const event = eventOf(request)
    const types = event && packages.get(event.package)
    if (!event || !types) return refuse(489, [{ name: 'Allow-Events', value: [...packages.keys()].join(', ') }])
    const matches = fieldsOf(request, 'SIP-If-Match')
    if (matches.length > 1) return refuse(400)
    const before = matches.length === 0 ? null : this.#find(resource, event.package, matches[0] ?? '', now)
    // §6 step 3.
    if (before === undefined) return refuse(412)
    const expires = this.#lifetime(request)
    if (expires === 'malformed') return refuse(400)
    if (expires === 'brief') return refuse(423, [{ name: 'Min-Expires', value: String(this.#settings.expires.least) }])
    if (expires === 0 && before) return this.#remove(before, request, toTag)
    if (request.body.length > mostBytes) return refuse(413)
    const type = fieldOf(request, 'Content-Type') ?? ''
    const [plain = ''] = type.split(';')
    if (request.body.length > 0 && !types.includes(plain.trim().toLowerCase()))
      return refuse(415, [{ name: 'Accept', value: types.join(', ') }])
    const content = request.body.length > 0 ? { type, body: request.body.slice() } : before?.content
    // §4.1, table 1: what begins has a body. One for no time at all begins nothing.
    if (!content || expires === 0) return refuse(400)
    if (!before && !this.#hasRoom(resource, event.package)) return refuse(503, [{ name: 'Retry-After', value: '60' }])
    return this.#store({ resource, package: event.package, content }, before, expires, request, toTag, now)
  }

  /** Forgets what has expired. Returns what another state is there of now. */
  wake(now: number): Pick<PublishedState, 'resource' | 'package'>[] {
    const changed: Pick<PublishedState, 'resource' | 'package'>[] = []
    for (let tag = this.#expiry.take(now); tag !== undefined; tag = this.#expiry.take(now)) {
      const state = this.#byTag.get(tag)
      if (!state) continue
      this.#forget(state)
      changed.push({ resource: state.resource, package: state.package })
    }
    return changed
  }

  #lifetime(request: SipRequest): number | 'malformed' | 'brief' {
    const { usual, least, most } = this.#settings.expires
    const values = fieldsOf(request, 'Expires')
    if (values.length === 0) return usual
    const asked = values.length === 1 ? readSeconds(values[0] ?? null) : null
    if (asked === null) return 'malformed'
    return asked > 0 && asked < Math.min(least, HOUR) ? 'brief' : Math.min(asked, most)
  }

  #find(resource: string, eventPackage: string, tag: string, now: number): PublishedState | undefined {
    const state = this.#byTag.get(tag)
    return state?.resource === resource && state.package === eventPackage && state.until > now ? state : undefined
  }

  #hasRoom(resource: string, eventPackage: string): boolean {
    const { most, mostEach } = this.#settings
    return this.size < most && (this.#byResource.get(keyOf(resource, eventPackage))?.size ?? 0) < mostEach
  }

  #store(
    what: Pick<PublishedState, 'resource' | 'package' | 'content'>,
    before: PublishedState | null,
    expires: number,
    request: SipRequest,
    toTag: string,
    now: number,
  ): Published {
    if (before) this.#forget(before)
    const state: PublishedState = { ...what, tag: this.#settings.newTag(), until: now + expires * 1000 }
    this.#keep(state)
    const fields = [
      { name: 'SIP-ETag', value: state.tag },
      { name: 'Expires', value: String(expires) },
    ]
    const { resource, package: name } = state
    const changed = before?.content === state.content ? null : { resource, package: name }
    return { response: eventResponse(request, 200, fields, toTag), changed }
  }

  #remove(state: PublishedState, request: SipRequest, toTag: string): Published {
    this.#forget(state)
    const fields = [
      { name: 'SIP-ETag', value: this.#settings.newTag() },
      { name: 'Expires', value: '0' },
    ]
    const { resource, package: name } = state
    return { response: eventResponse(request, 200, fields, toTag), changed: { resource, package: name } }
  }

  #keep(state: PublishedState): void {
    const key = keyOf(state.resource, state.package)
    const tags = this.#byResource.get(key) ?? new Set()
    this.#byResource.set(key, tags.add(state.tag))
    this.#byTag.set(state.tag, state)
    this.#expiry.set(state.tag, state.until)
  }

  #forget(state: PublishedState): void {
    const key = keyOf(state.resource, state.package)
    const tags = this.#byResource.get(key)
    tags?.delete(state.tag)
    if (tags?.size === 0) this.#byResource.delete(key)
    this.#byTag.delete(state.tag)
    this.#expiry.set(state.tag, null)
  }
}

function keyOf(resource: string, eventPackage: string): string {
  return `${eventPackage}\n${resource}`
}
