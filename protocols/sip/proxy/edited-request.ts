import { type SipHeaderField, type SipRequest, withFields } from '../message.ts'

/** What is changed about a request whatever its targets. */
export interface RequestEdit {
  /** Fields that it gets; those of the same names are replaced. */
  readonly headers: readonly SipHeaderField[]
  /** Names of fields, in any case, that it goes on without. */
  readonly without: readonly string[]
}

/** A copy with those fields, all others as and where they are. */
export function editedRequest(request: SipRequest, { headers, without }: RequestEdit): SipRequest {
  const gone = new Set(without.map((name) => name.toLowerCase()))
  let copy =
    gone.size === 0 ? request : { ...request, headers: request.headers.filter(({ name }) => !gone.has(name.toLowerCase())) }
  for (const name of new Set(headers.map((field) => field.name)))
    copy = withFields(
      copy,
      name,
      headers.filter((field) => field.name === name).map(({ value }) => value),
    )
  return copy
}
