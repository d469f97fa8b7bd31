// Date (RFC 3261 §20.17): RFC 1123's form alone, and GMT alone.

const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Milliseconds since 1970; null where the value is no such date. Which day of the week it says is not looked at. */
export function parseSipDate(value: string): number | null {
  const match = DATE.exec(value)
  if (!match) return null
  const [, day, name = '', year, hour, minute, second] = match
  const month = MONTHS.indexOf(name)
  const [d, y, h, m, s] = [day, year, hour, minute, second].map(Number) as [number, number, number, number, number]
  if (month < 0 || d < 1 || d > daysOf(month, y) || h > 23 || m > 59 || s > 60) return null
  return Date.UTC(y, month, d, h, m, s)
}

/** `time`: milliseconds since 1970. Throws RangeError before the year 0 and after 9999, which have no such form. */
export function printSipDate(time: number): string {
  const date = new Date(time)
  if (!(date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= 9999)) throw new RangeError('the year has no four digits')
  return date.toUTCString()
}

function daysOf(month: number, year: number): number {
  if (month === 1) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [3, 5, 8, 10].includes(month) ? 30 : 31
}
