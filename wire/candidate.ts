import * as z from 'zod/mini'
import { list } from './list.ts'
import { field, named } from './model.ts'
import { line, MAX_LINE_LENGTH } from './text.ts'

/**
 * One ICE candidate as browsers write it (W3C RTCIceCandidateInit). Lenient, because a client ends its call when a trickle
 * is refused: the parts beside `candidate` may be null or missing, and `candidate` may be empty (end of candidates).
 */
const iceCandidate = named(
  'ICECandidate',
  z.object({
    candidate: field(line(0, 4096), 'The candidate attribute without `a=`; may be empty.'),
    sdpMid: field(z.nullish(line(0, MAX_LINE_LENGTH)), 'The media section, by name.'),
    sdpMLineIndex: field(z.nullish(z.int().check(z.minimum(0))), 'The media section, by number.'),
  }),
  { description: 'One ICE candidate as browsers write it; `usernameFragment` is ignored.' },
)
export type IceCandidate = z.infer<typeof iceCandidate>

export const iceCandidates = field(list(iceCandidate, 256), 'New candidates; an empty list ends them.')
