import pg from 'pg'
import { Refusal } from '../../../ports/refusal.ts'

/** SQLSTATE classes and codes (PostgreSQL's appendix A) of a server that is not there for us now: connection exceptions, shut down, starting, full. */
const AWAY = /^(08...|57P0[1-5]|53300)$/
/** What the client library says of a connection that broke, or did not come about. */
const BROKEN =
  /^(connection terminated|timeout exceeded|timeout expired|client has encountered a connection error|client was closed)/i

/** True where the server could not be asked, and may be later. */
export function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return AWAY.test(error.code ?? '')
  return error instanceof Error && ('syscall' in error || error instanceof AggregateError || BROKEN.test(error.message))
}

/** What a promise of the port rejects with because of this. Values, which the server tells in other fields, are left out; what is a defect stays as it is. */
export function refusalOf(error: unknown): unknown {
  if (isAway(error)) return new Refusal('backend-away', messageOf(error))
  return error instanceof pg.DatabaseError ? new Refusal('backend-refused', error.message) : error
}

/** That of the first, where there are several: one for each address that was tried. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
