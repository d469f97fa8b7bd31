import { normaliseDateTime } from '@weft/protocols/im/date-time'

const NAIVE = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/
const DAY = 86_400_000
const QUARTER = 900_000
/** Offsets that are remembered: each is good for a quarter of an hour, and a journal spans some years. */
const MOST_OFFSETS = 100_000

/** Reads what Python's str() makes of a datetime: one with an offset, or a naive one, which is local time somewhere. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat
  readonly #offsets = new Map<number, number>()

  /** `zone` as in the IANA time zone database. Throws RangeError where there is none of that name. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  }

  /** Milliseconds since the epoch; null for what is no time. Of an hour that the clocks went through twice it is the first, as nobody can tell. */
  read(text: unknown): number | null {
    if (typeof text !== 'string') return null
    const [, year, month, day, hour, minute, second, fraction = ''] = NAIVE.exec(text) ?? []
    const time = normaliseDateTime(year === undefined ? text : `${text}Z`)
    if (time === null) return null
    if (year === undefined) return Date.parse(time)
    const parts = [year, month, day, hour, minute, second].map(Number)
    const [y = 0, m = 1, ...rest] = parts
    const wall = Date.UTC(y, m - 1, ...rest) + Number(fraction.slice(0, 3).padEnd(3, '0'))
    const before = this.#offset(wall - DAY)
    const after = this.#offset(wall + DAY)
    return wall - (this.#offset(wall - before) === before || this.#offset(wall - after) !== after ? before : after)
  }

  /** What local time is ahead of UTC at that moment, in ms. */
  #offset(time: number): number {
    const slot = Math.floor(time / QUARTER)
    const known = this.#offsets.get(slot)
    if (known !== undefined) return known
    const name = this.#format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name) ?? []
    const offset = (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
    if (this.#offsets.size >= MOST_OFFSETS) this.#offsets.clear()
    this.#offsets.set(slot, offset)
    return offset
  }
}
