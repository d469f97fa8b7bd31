/** What is to be heard while nobody has answered. */
export type Ringing =
  | 'incoming' // somebody calls here
  | 'waiting' // somebody calls here while another call is in progress
  | 'outgoing' // it rings there

interface Tone {
  readonly hertz: readonly number[]
  readonly seconds: number
  /** From the beginning of one tone to that of the next. */
  readonly everyMs: number
  readonly volume: number
}

/** The ring-back tone is the European one (ITU-T E.180 supplement 2): 425 Hz, one second in five. A call that waits must not drown who talks. */
const TONES: Record<Ringing, Tone> = {
  incoming: { hertz: [440, 480], seconds: 1.2, everyMs: 3_000, volume: 0.12 },
  waiting: { hertz: [440], seconds: 0.2, everyMs: 4_000, volume: 0.03 },
  outgoing: { hertz: [425], seconds: 1, everyMs: 5_000, volume: 0.06 },
}

/** On, off, on. */
const BUZZ_MS = [400, 200, 400]

/** Rings with tones that it makes itself, so that there is no sound file to load. */
export class Ringer {
  #ringing: Ringing | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #context: AudioContext | null = null
  readonly #loudness: () => number

  /** @param loudness from 0 to 1, asked at every tone that tells of a call */
  constructor(loudness: () => number) {
    this.#loudness = loudness
  }

  /** Starts, changes or ends the ringing. */
  ring(ringing: Ringing | null): void {
    if (ringing === this.#ringing) return
    this.#ringing = ringing
    clearInterval(this.#timer)
    // Closing cuts off a tone that is still sounding.
    void this.#context?.close()
    this.#context = null
    if (ringing === null) return
    const context = new AudioContext()
    this.#context = context
    const tone = TONES[ringing]
    const sound = (): void => {
      const volume = tone.volume * (ringing === 'incoming' ? this.#loudness() : 1)
      if (volume > 0) play(context, tone, volume)
      if (ringing === 'incoming') vibrate()
    }
    sound()
    this.#timer = setInterval(sound, tone.everyMs)
  }
}

function play(context: AudioContext, { hertz, seconds }: Tone, volume: number): void {
  const gain = context.createGain()
  const start = context.currentTime
  // Without a ramp at both ends a tone begins and ends with a click.
  gain.gain.setValueAtTime(0, start)
  gain.gain.linearRampToValueAtTime(volume / hertz.length, start + 0.03)
  gain.gain.setValueAtTime(volume / hertz.length, start + seconds - 0.03)
  gain.gain.linearRampToValueAtTime(0, start + seconds)
  gain.connect(context.destination)
  for (const frequency of hertz) {
    const oscillator = context.createOscillator()
    oscillator.frequency.value = frequency
    oscillator.connect(gain)
    oscillator.start(start)
    oscillator.stop(start + seconds)
  }
}

/** Phones buzz with the tone. Browsers allow it once somebody has touched the page (W3C vibration), and complain before. */
function vibrate(): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS)
}
