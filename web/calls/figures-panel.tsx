import type { CallFigures, MediumFigures, StreamFigures } from '@weft/client/call-figures'
import { Icon } from '../controls/icon.tsx'
import { FIGURES, pathWords, QUALITY } from '../words/calls.ts'
import { bitRateWords, millisecondWords, pictureWords, shareWords } from '../words/figures.ts'
import type { CallMeter } from './call-meter.ts'

interface FiguresPanelProps {
  readonly meter: CallMeter
  readonly onClose: () => void
}

const ROWS: readonly (readonly [name: string, words: (stream: StreamFigures) => string | null, videoOnly?: boolean])[] = [
  [FIGURES.rate, ({ bitsPerSecond }) => (bitsPerSecond === null ? null : bitRateWords(bitsPerSecond))],
  [FIGURES.codec, ({ codec }) => codec],
  [FIGURES.loss, ({ loss }) => (loss === null ? null : shareWords(loss))],
  [FIGURES.jitter, ({ jitterMs }) => (jitterMs === null ? null : millisecondWords(jitterMs))],
  [FIGURES.picture, ({ width, height, framesPerSecond }) => pictureWords(width, height, framesPerSecond), true],
]

/** How the call does, in figures, once a second. */
export function FiguresPanel({ meter, onClose }: FiguresPanelProps) {
  const figures = meter.figures.value
  return (
    <section
      aria-label={FIGURES.title}
      data-testid="call-figures"
      class="w-full shrink-0 rounded-2xl bg-slate-900/95 p-4 text-sm shadow-xl ring-1 ring-white/15 sm:w-96 sm:self-start"
    >
      <div class="mb-2 flex items-center justify-between gap-3">
        <h3 class="font-semibold">{FIGURES.title}</h3>
        <button
          type="button"
          aria-label={FIGURES.close}
          title={FIGURES.close}
          onClick={onClose}
          data-testid="call-figures-close"
          class="grid size-9 place-items-center rounded-full hover:bg-white/15"
        >
          <Icon name="close" />
        </button>
      </div>
      {figures === null ? <p class="text-slate-300">{FIGURES.waiting}</p> : <Figures figures={figures} meter={meter} />}
    </section>
  )
}

function Figures({ figures, meter }: { figures: CallFigures; meter: CallMeter }) {
  const { roundTripMs, path, audio, video } = figures
  const hasVideo = video.sent !== null || video.received !== null
  return (
    <>
      <p class="mb-2 text-slate-300">{QUALITY[meter.quality.value]}</p>
      <dl class="mb-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt class="text-slate-300">{FIGURES.roundTrip}</dt>
        <dd class="tabular-nums" data-testid="figure-round-trip">
          {roundTripMs === null ? FIGURES.none : millisecondWords(roundTripMs)}
        </dd>
        <dt class="text-slate-300">{FIGURES.path}</dt>
        <dd data-testid="figure-path">{path === null ? FIGURES.none : pathWords(path)}</dd>
      </dl>
      <Medium name={FIGURES.audio} figures={audio} video={false} testId="figures-audio" />
      {hasVideo && <Medium name={FIGURES.video} figures={video} video testId="figures-video" />}
    </>
  )
}

interface MediumProps {
  readonly name: string
  readonly figures: MediumFigures
  readonly video: boolean
  readonly testId: string
}

function Medium({ name, figures: { sent, received }, video, testId }: MediumProps) {
  return (
    <table data-testid={testId} class="mb-2 w-full table-fixed text-left tabular-nums">
      <thead>
        <tr>
          <th scope="col" class="py-0.5 font-semibold">
            {name}
          </th>
          <th scope="col" class="py-0.5 font-normal text-slate-300">
            {FIGURES.sent}
          </th>
          <th scope="col" class="py-0.5 font-normal text-slate-300">
            {FIGURES.received}
          </th>
        </tr>
      </thead>
      <tbody>
        {ROWS.filter(([, , videoOnly = false]) => video || !videoOnly).map(([row, words]) => (
          <tr key={row}>
            <th scope="row" class="py-0.5 font-normal text-slate-300">
              {row}
            </th>
            <td class="truncate py-0.5">{(sent && words(sent)) ?? FIGURES.none}</td>
            <td class="truncate py-0.5">{(received && words(received)) ?? FIGURES.none}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
