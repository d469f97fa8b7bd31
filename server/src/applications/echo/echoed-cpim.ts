import { type Cpim, CpimError, parseCpim, printCpim } from '@weft/protocols/im/cpim'
import type { CpimIdentity } from '@weft/protocols/im/cpim-headers'
import { printDateTime } from '@weft/protocols/im/date-time'
import { IMDN_CONTENT_TYPE } from '@weft/protocols/im/imdn'
import { IS_COMPOSING_CONTENT_TYPE } from '@weft/protocols/im/is-composing'

/** What becomes of a message in a chat: `body` goes back, null where nothing does. */
export type CpimEcho = { readonly understood: true; readonly body: Uint8Array | null } | { readonly understood: false }

/** Taken and not sent back: nobody wants to read that he writes himself, or what became of an echo. */
const SILENT = [IMDN_CONTENT_TYPE, IS_COMPOSING_CONTENT_TYPE]

/** A message of a chat as it goes back: the same content and type from the other side (server-framework.md §4.1). `now`: ms since the epoch. */
export function echoOf(
  body: Uint8Array,
  { echo, caller }: { readonly echo: CpimIdentity; readonly caller: CpimIdentity },
  now: number,
): CpimEcho {
  const cpim = parsed(body)
  if (!cpim) return { understood: false }
  if (SILENT.includes(cpim.part.type)) return { understood: true, body: null }
  const back: Cpim = { from: echo, to: [caller], cc: [], dateTime: printDateTime(now), headers: [], part: cpim.part }
  return { understood: true, body: printed(back) }
}

/** Null where it cannot be said, such as that it is for somebody with an odd address. */
function printed(cpim: Cpim): Uint8Array | null {
  try {
    return printCpim(cpim)
  } catch (error) {
    if (error instanceof CpimError) return null
    throw error
  }
}

function parsed(body: Uint8Array): Cpim | null {
  try {
    return parseCpim(body, body.length)
  } catch (error) {
    if (error instanceof CpimError) return null
    throw error
  }
}
