import { PgpError } from '@weft/client/pgp/pgp-error'
import { KEY_FAILURE, KEY_UNREACHABLE } from '../words/own-key.ts'

/** Why something could not be done with a key. */
export function keyFailureWords(failure: unknown): string {
  return failure instanceof PgpError ? KEY_FAILURE[failure.kind] : KEY_UNREACHABLE
}
