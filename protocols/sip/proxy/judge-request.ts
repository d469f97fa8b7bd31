// Whether a proxy forwards a request at all (RFC 3261 §16.3).
import { fieldOf, fieldsOf, type SipRequest } from '../message.ts'
import { type RequestVerdict, validateRequest } from '../validate-request.ts'
import { parseVias } from '../via.ts'
import { isLoop } from './loop-mark.ts'
import { parseMaxBreadth } from './max-breadth.ts'

type Refused = Exclude<RequestVerdict, { readonly acceptable: true }>

export type ProxyVerdict =
  | { readonly acceptable: true }
  | (Omit<Refused, 'status'> & { readonly status: Refused['status'] | 440 | 482 })

const POLICY = {
  role: 'proxy',
  methods: null,
  schemes: new Set(['sip', 'sips', 'tel']),
  // None that a proxy would have to do something for.
  extensions: new Set<string>(),
} as const

/** The first thing that forbids it. `mark` is loopMarkOf() the request. */
export function judgeRequest(request: SipRequest, mark: string): ProxyVerdict {
  const verdict = validateRequest(request, POLICY)
  if (!verdict.acceptable) return verdict
  const answerable = request.method !== 'ACK'
  if (isLoop(parseVias(fieldsOf(request, 'Via')) ?? [], mark))
    return { acceptable: false, status: 482, why: 'it was here before, and would go the same way', unsupported: [], answerable }
  const breadth = fieldOf(request, 'Max-Breadth')
  if (breadth === null) return verdict
  const most = parseMaxBreadth(breadth)
  if (most === null) return { acceptable: false, status: 400, why: 'malformed Max-Breadth', unsupported: [], answerable }
  return most > 0 ? verdict : { acceptable: false, status: 440, why: 'no breadth left', unsupported: [], answerable }
}
