// What our Record-Route URIs carry in their user part: a code over the Call-ID and the tag of who began the dialog, so that we forward requests within dialogs
// only where we routed the dialog, and the flow to one of its ends, where nothing else leads there (RFC 5626 §5.3).
import { isAddress } from '../destination.ts'
import { sameDigest } from '../digest.ts'
import type { Flow } from '../registrar/binding.ts'

export type TokenReading = { readonly ours: true; readonly flow: Flow | null } | { readonly ours: false }

/** What a request that begins a dialog says of it. A tag that is not there is empty, as clients of RFC 2543 have it. */
export interface NewDialog {
  readonly callId: string
  readonly fromTag: string
}

/** What a later request says of it. */
export interface TaggedDialog extends NewDialog {
  readonly toTag: string
}

const TOKEN = /^([0-9a-f]{16,64})(?:-(udp|tcp|tls)-(\d{1,5})-([0-9a-f._]{2,45})(?:-([0-9a-f]{1,64}))?)?$/

/** Makes and reads them. `sign` gives a code in lower-case hex, 16 to 64 digits, that only this server can compute for that text. */
export class RouteTokens {
  readonly #sign: (text: string) => string

  constructor(sign: (text: string) => string) {
    this.#sign = sign
  }

  /** The user part, of characters that need no escape. `dialog` is that of the request that begins it: its From tag. */
  print({ callId, fromTag }: NewDialog, flow: Flow | null): string {
    // A colon would begin a password.
    const end =
      flow === null
        ? ''
        : `-${flow.transport}-${flow.port}-${flow.address.toLowerCase().replaceAll(':', '_')}${connectionText(flow)}`
    return `${this.#sign(`${callId}\n${fromTag}\n${end}`)}${end}`
  }

  /** `user` is that of a Route of ours in a request with that Call-ID and those tags: who began the dialog may now be at either end of it. */
  read(user: string | null, { callId, fromTag, toTag }: TaggedDialog): TokenReading {
    const [, code, transport, port, address, connection] = TOKEN.exec(user ?? '') ?? []
    if (user === null || code === undefined) return { ours: false }
    const isOf = (tag: string) => sameDigest(code, this.#sign(`${callId}\n${tag}\n${user.slice(code.length)}`))
    if (!isOf(fromTag) && !isOf(toTag)) return { ours: false }
    const flow = flowOf(transport, address?.replaceAll('_', ':'), Number(port))
    return { ours: true, flow: flow && connection !== undefined ? { ...flow, connection } : flow }
  }
}

function connectionText({ connection }: Flow): string {
  return connection === undefined ? '' : `-${connection}`
}

function flowOf(transport: string | undefined, address: string | undefined, port: number): Flow | null {
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') return null
  return address !== undefined && isAddress(address) ? { transport, address, port } : null
}
