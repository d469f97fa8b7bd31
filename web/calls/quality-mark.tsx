import type { CallQuality } from '@weft/client/call-figures'
import { QUALITY } from '../words/calls.ts'

const BARS: Record<CallQuality, { readonly lit: number; readonly colour: string }> = {
  good: { lit: 3, colour: 'bg-emerald-400' },
  fair: { lit: 2, colour: 'bg-amber-300' },
  poor: { lit: 1, colour: 'bg-rose-400' },
  unknown: { lit: 0, colour: 'bg-white/30' },
}

const HEIGHTS = ['h-1.5', 'h-2.5', 'h-3.5'] as const

/** How good the connection is: bars, and words where it is not good. */
export function QualityMark({ quality }: { quality: CallQuality }) {
  const { lit, colour } = BARS[quality]
  const bad = quality === 'fair' || quality === 'poor'
  return (
    <span class="flex items-center gap-2" title={QUALITY[quality]} data-testid="call-quality" data-quality={quality}>
      <span class="flex items-end gap-0.5" aria-hidden="true">
        {HEIGHTS.map((height, bar) => (
          <span key={height} class={`w-1 rounded-sm ${height} ${bar < lit ? colour : 'bg-white/30'}`} />
        ))}
      </span>
      <span class={bad ? 'text-sm' : 'sr-only'}>{QUALITY[quality]}</span>
    </span>
  )
}
