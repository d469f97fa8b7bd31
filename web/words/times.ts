const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' })
const dateAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const shortDateAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** Days between two times as calendars count them. @param at, now ms since the epoch */
function daysBetween(at: number, now: number): number {
  const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0)
  return Math.round((midnight(now) - midnight(at)) / 86_400_000)
}

const sameYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear()

/** Hours and minutes. @param at ms since the epoch */
export const clockWords = (at: number): string => clock.format(at)

/** All that is known of a time. @param at ms since the epoch */
export const fullTimeWords = (at: number): string => full.format(at)

/** A day, above what was said on it. @param at, now ms since the epoch */
export function dayWords(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days > 1 && days < 7) return weekday.format(at)
  return (sameYear(at, now) ? date : dateAndYear).format(at)
}

/** When something was, as short as it can be said. @param at, now ms since the epoch */
export function whenWords(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days === 0) return clock.format(at)
  if (days === 1) return 'Yesterday'
  if (days > 1 && days < 7) return weekday.format(at)
  return (sameYear(at, now) ? shortDate : shortDateAndYear).format(at)
}
