import { useEffect, useRef } from 'preact/hooks'
import { LOBBY } from '../words/rooms.ts'

/** Of what the browser measures, from 0 to 1, that fills the meter: speech is never as loud as it could be. */
const FULL = 0.25

/** Shows that the microphone hears something. */
export function MicrophoneLevel({ stream }: { stream: MediaStream }) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 512
    const source = context.createMediaStreamSource(stream)
    source.connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    let frame = 0
    const look = (): void => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      // No signal for this: it changes with every frame.
      if (bar.current !== null) bar.current.style.transform = `scaleY(${Math.min(1, Math.sqrt(power) / FULL)})`
      frame = requestAnimationFrame(look)
    }
    look()
    return () => {
      cancelAnimationFrame(frame)
      source.disconnect()
      void context.close()
    }
  }, [stream])
  return (
    <span
      role="img"
      aria-label={LOBBY.level}
      title={LOBBY.level}
      class="block h-10 w-2.5 overflow-hidden rounded-full bg-white/25"
    >
      <span ref={bar} class="block size-full origin-bottom scale-y-0 rounded-full bg-emerald-400" />
    </span>
  )
}
