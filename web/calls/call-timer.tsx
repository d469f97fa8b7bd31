import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { CALL } from '../words/calls.ts'
import { durationWords } from '../words/figures.ts'

/** How long a call has lasted, or had lasted. */
export function CallTimer({ since, lasted }: { since: number; lasted: number | null }) {
  const now = useSignal(Date.now())
  useEffect(() => {
    if (lasted !== null) return
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 500)
    return () => clearInterval(timer)
  }, [lasted])
  return (
    // role="timer" is not read aloud every second, unlike a status.
    <span role="timer" aria-label={CALL.length} data-testid="call-timer" class="tabular-nums">
      {durationWords(lasted ?? now.value - since)}
    </span>
  )
}
