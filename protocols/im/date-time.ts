// RFC 3339 date-time, as CPIM's DateTime header and IMDN's <datetime> carry it. Calendar arithmetic by hand: pure code has no Date.

const LONGEST = 64
const SHAPE = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/
const DAY = 86_400_000
/** Milliseconds since the epoch of 0000-01-01T00:00:00Z and of 10000-01-01T00:00:00Z: what four digits of year can say. */
const FIRST = -62_167_219_200_000
const AFTER_LAST = 253_402_300_800_000

/**
 * A client's or peer's date-time (RFC 3339 §5.6) as SylkServer prints it (sylkrtc-protocol.md §5.3): six fraction digits, none when the
 * fraction is zero, and a numeric offset, which is kept (`Z` becomes `+00:00`). Digits beyond microseconds are cut off.
 * Null where `text` is no date-time.
 */
export function normaliseDateTime(text: string): string | null {
  if (text.length > LONGEST) return null
  const match = SHAPE.exec(text)
  if (!match) return null
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '',
    minute = '',
    second = '',
    fraction = '',
    ,
    sign,
    offsetHour,
    offsetMinute,
  ] = match
  if (!isDay(Number(year), Number(month), Number(day))) return null
  // 60 is a leap second (RFC 3339 §5.7).
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return null
  const offset = sign ? `${sign}${offsetHour}:${offsetMinute}` : '+00:00'
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${printFraction(fraction.slice(0, 6).padEnd(6, '0'))}${offset}`
}

/** Milliseconds since the epoch as a UTC date-time of the same form. Throws RangeError outside the years 0 to 9999. */
export function printDateTime(epoch: number): string {
  const time = Math.floor(epoch)
  if (!(time >= FIRST && time < AFTER_LAST)) throw new RangeError('a date-time lies between the years 0 and 9999')
  const days = Math.floor(time / DAY)
  const milliseconds = time - days * DAY
  const { year, month, day } = civil(days)
  const [hour, minute, second] = [
    Math.floor(milliseconds / 3_600_000),
    Math.floor(milliseconds / 60_000) % 60,
    Math.floor(milliseconds / 1000) % 60,
  ]
  const fraction = printFraction(`${pad(milliseconds % 1000, 3)}000`)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction}+00:00`
}

function printFraction(digits: string): string {
  return digits === '000000' ? '' : `.${digits}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day <= length
}

/** Days since 1970-01-01 as a date of the Gregorian calendar: counted in eras of 400 years that begin on 1 March, so that 29 February comes last. */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
