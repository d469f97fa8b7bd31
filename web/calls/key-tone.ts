/** The keys of a telephone, row by row. */
export const KEYS: readonly string[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** The two frequencies of each key, in hertz (ITU-T Q.23): one of its row, one of its column. */
const ROWS = [697, 770, 852, 941] as const
const COLUMNS = [1209, 1336, 1477] as const

const SECONDS = 0.12
/** Loud enough to know that the key was pressed. */
const VOLUME = 0.04

/** The frequencies of a key in hertz; none for what is no key. */
export function frequenciesOf(key: string): readonly number[] {
  const place = KEYS.indexOf(key)
  return place < 0 ? [] : [ROWS[Math.floor(place / 3)] ?? 0, COLUMNS[place % 3] ?? 0]
}

/** Lets a key be heard here, quietly. What the other side hears is made at the other end. */
export function playKey(key: string): void {
  const frequencies = frequenciesOf(key)
  if (frequencies.length === 0) return
  const context = new AudioContext()
  const gain = context.createGain()
  gain.gain.value = VOLUME / frequencies.length
  gain.connect(context.destination)
  for (const hertz of frequencies) {
    const oscillator = context.createOscillator()
    oscillator.frequency.value = hertz
    oscillator.connect(gain)
    oscillator.start()
    oscillator.stop(context.currentTime + SECONDS)
    oscillator.addEventListener('ended', () => context.state !== 'closed' && void context.close())
  }
}
