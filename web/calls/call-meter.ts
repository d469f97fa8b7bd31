import { signal } from '@preact/signals'
import { type CallFigures, type CallQuality, figuresBetween, qualityOf } from '@weft/client/call-figures'
import { type CallSample, readSample } from '@weft/client/call-sample'

const SAMPLE_EVERY_MS = 1_000
/** As many samples in a row must say so before a call is called better or worse: one lost packet is no bad call. */
const STEADY_SAMPLES = 3

/** How a call does: sampled once a second while it is in progress. */
export class CallMeter {
  readonly figures = signal<CallFigures | null>(null)
  readonly quality = signal<CallQuality>('unknown')
  readonly #stats: () => Promise<Iterable<readonly [string, unknown]>>
  #timer: ReturnType<typeof setInterval> | undefined
  #before: CallSample | null = null
  /** What the samples said last, and how many of them in a row. */
  #trend: { quality: CallQuality; samples: number } = { quality: 'unknown', samples: 0 }

  /** @param stats those of the call's peer connection (W3C webrtc-stats) */
  constructor(stats: () => Promise<Iterable<readonly [string, unknown]>>) {
    this.#stats = stats
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#sample(), SAMPLE_EVERY_MS)
  }

  /** What is known stays. */
  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #sample(): Promise<void> {
    const report = await this.#stats().catch(() => null)
    if (report === null || this.#timer === undefined) return
    const now = readSample(report)
    // Some browsers answer from what they gathered shortly before.
    if (this.#before !== null && now.at > this.#before.at) this.#show(figuresBetween(this.#before, now))
    this.#before = now
  }

  #show(figures: CallFigures): void {
    this.figures.value = figures
    const quality = qualityOf(figures)
    this.#trend = { quality, samples: quality === this.#trend.quality ? this.#trend.samples + 1 : 1 }
    if (this.#trend.samples >= STEADY_SAMPLES) this.quality.value = quality
  }
}
