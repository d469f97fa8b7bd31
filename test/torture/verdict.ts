// What becomes of a message of an RFC's torture tests: the types of the tables in rfc4475/ and rfc5118/, and the means to check them.
import { readFileSync } from 'node:fs'
import { parseCSeq } from '@weft/protocols/sip/cseq'
import { parseMaxForwards } from '@weft/protocols/sip/max-forwards'
import { fieldOf, fieldsOf, type SipMessage } from '@weft/protocols/sip/message'
import { parseContacts, parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { SipParseError } from '@weft/protocols/sip/sip-error'
import { parseUri, printUri } from '@weft/protocols/sip/uri'
import { type RequestPolicy, validateRequest } from '@weft/protocols/sip/validate-request'
import { validateResponse } from '@weft/protocols/sip/validate-response'
import { parseVias, printVia } from '@weft/protocols/sip/via'

/** What the parsers read in a message. An address is its display name, its URI and its parameters. */
export interface Facts {
  readonly method?: string
  readonly uri?: string
  readonly status?: number
  readonly reason?: string
  readonly cseq?: number
  readonly hops?: number | null
  readonly vias?: readonly string[]
  readonly from?: AddressFacts
  readonly to?: AddressFacts
  readonly contacts?: readonly AddressFacts[]
  /** Bytes. */
  readonly body?: number
  /** Other fields: all values by name. */
  readonly fields?: Readonly<Record<string, readonly string[]>>
}

type AddressFacts = readonly [displayName: string, uri: string, ...parameters: string[]]

export type Verdict =
  /** A request that can be read. A number is the status with which a server, or a proxy, refuses it. */
  | {
      readonly request: Facts
      readonly server: 'accepted' | number
      readonly proxy: 'accepted' | number
      readonly unsupported?: readonly string[]
    }
  /** A request that cannot be read, and is answered with that status. */
  | { readonly refused: number }
  /** A response that can be read; `client` sent the request itself. */
  | { readonly response: Facts; readonly client: 'accepted' | 'discarded'; readonly proxy: 'accepted' | 'discarded' }
  /** What cannot be read and is not answered. */
  | 'discarded'

export interface VerdictRow {
  /** Names of files without `.dat`, read one after the other. */
  readonly files: readonly string[]
  /** Of the RFC; null for what is not in it. */
  readonly section: string | null
  /** What the RFC says of it, in short. */
  readonly about: string
  readonly verdict: Verdict
}

const METHODS = new Set(['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'REGISTER', 'MESSAGE'])
const SERVER: RequestPolicy = {
  role: 'server',
  methods: METHODS,
  schemes: new Set(['sip', 'sips', 'tel']),
  extensions: new Set(),
}
const PROXY: RequestPolicy = { ...SERVER, role: 'proxy', methods: null }

export function readRow(folder: URL, { files }: VerdictRow): Uint8Array {
  return new Uint8Array(Buffer.concat(files.map((file) => readFileSync(new URL(`${file}.dat`, folder)))))
}

/** What becomes of these bytes, said as the tables say it. Of a request's unsupported extensions those that the server lacks. */
export function judge(bytes: Uint8Array): Verdict {
  let message: SipMessage
  try {
    message = parseMessage(bytes)
  } catch (error) {
    if (!(error instanceof SipParseError)) throw error
    return error.answerable ? { refused: error.status } : 'discarded'
  }
  if (message.kind === 'response') {
    const as = (role: 'client' | 'proxy') => (validateResponse(message, role).acceptable ? 'accepted' : 'discarded')
    return { response: factsOf(message), client: as('client'), proxy: as('proxy') }
  }
  const [server, proxy] = [validateRequest(message, SERVER), validateRequest(message, PROXY)]
  return {
    request: factsOf(message),
    server: server.acceptable ? 'accepted' : server.status,
    proxy: proxy.acceptable ? 'accepted' : proxy.status,
    ...(server.acceptable || server.unsupported.length === 0 ? {} : { unsupported: server.unsupported }),
  }
}

function factsOf(message: SipMessage): Facts {
  const uri = message.kind === 'request' ? parseUri(message.uri) : null
  const contacts = parseContacts(fieldsOf(message, 'Contact'))
  return {
    ...(message.kind === 'request'
      ? { method: message.method, uri: uri ? printUri(uri) : 'malformed' }
      : { status: message.status, reason: message.reason }),
    cseq: parseCSeq(fieldOf(message, 'CSeq') ?? '')?.number ?? Number.NaN,
    hops: parseMaxForwards(fieldOf(message, 'Max-Forwards') ?? ''),
    vias: parseVias(fieldsOf(message, 'Via'))?.map(printVia) ?? ['malformed'],
    from: addressFacts(fieldOf(message, 'From') ?? ''),
    to: addressFacts(fieldOf(message, 'To') ?? ''),
    contacts: contacts === null ? [['', 'malformed']] : contacts === '*' ? [['', '*']] : contacts.map(factsOfAddress),
    body: message.body.length,
    fields: Object.fromEntries(message.headers.map(({ name }) => [name, fieldsOf(message, name)])),
  }
}

function addressFacts(value: string): AddressFacts {
  const address = parseNameAddr(value)
  return address ? factsOfAddress(address) : ['', 'malformed']
}

function factsOfAddress({ displayName, uri, parameters }: NonNullable<ReturnType<typeof parseNameAddr>>): AddressFacts {
  return [displayName, uri, ...parameters.map(({ name, value }) => (value === null ? name : `${name}=${value}`))]
}
