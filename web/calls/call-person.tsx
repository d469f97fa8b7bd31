import type { Party } from '@weft/client/call'
import { useEffect, useRef } from 'preact/hooks'
import { Avatar } from '../controls/avatar.tsx'
import { nameOf } from '../words/people.ts'
import type { PhoneCall } from './phone-call.ts'

const LOOK_EVERY_MS = 100
/** How much wider the ring is while somebody speaks as loud as can be. */
const WIDEST = 0.5

/** Whom a call without a picture is with; a ring around grows with the voice. */
export function CallPerson({ call, remote }: { call: PhoneCall; remote: Party }) {
  const ring = useRef<HTMLSpanElement>(null)
  const heard = call.inProgress.value
  useEffect(() => {
    if (!heard) return
    const timer = setInterval(() => {
      // Voices are quiet against the loudest that can be: the root spreads them.
      if (ring.current !== null) ring.current.style.scale = String(1 + WIDEST * Math.sqrt(Math.min(1, call.call.loudness)))
    }, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [heard])
  return (
    <span class="relative mb-5 grid place-items-center" aria-hidden="true">
      <span
        ref={ring}
        data-testid="voice-level"
        class="absolute size-28 rounded-full bg-indigo-400/30 motion-safe:transition-[scale] motion-safe:duration-100"
      />
      <Avatar name={nameOf(remote)} address={remote.uri} className="relative size-28 text-5xl" />
    </span>
  )
}
