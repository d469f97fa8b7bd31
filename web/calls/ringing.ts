import type { Calls } from './calls.ts'
import type { Ringing } from './ringer.ts'

/** What is to be heard now: who is talking is told of another caller by a quiet tone. */
export function ringingOf({ calls }: { readonly calls: Pick<Calls, 'incoming' | 'busy' | 'front'> }): Ringing | null {
  if (calls.incoming.value.length > 0) return calls.busy.value ? 'waiting' : 'incoming'
  return calls.front.value?.state.value.kind === 'ringing' ? 'outgoing' : null
}
