import { expect, test } from 'vitest'
import { type TimelineEntry, timeline } from './timeline.ts'

const at = (text: string) => new Date(text).getTime()
const said = (key: string, time: string, direction: TimelineEntry['direction'] = 'incoming'): TimelineEntry => ({
  key,
  at: at(time),
  direction,
})
/** Key, `D` where a day begins, `N` where what is new begins, and the ends of a group in brackets. */
const drawn = (entries: readonly TimelineEntry[], firstNew: string | null = null) =>
  timeline(entries, firstNew).map(
    ({ message, beginsDay, beginsNew, begins, ends }) =>
      `${beginsDay ? 'D' : ''}${beginsNew ? 'N' : ''}${begins ? '[' : ''}${message.key}${ends ? ']' : ''}`,
  )

test('what one side says within a minute belongs together', () => {
  expect(
    drawn([
      said('a', '2026-07-17T10:00:00'),
      said('b', '2026-07-17T10:00:59'),
      said('c', '2026-07-17T10:01:59'),
      said('d', '2026-07-17T10:02:01', 'outgoing'),
      said('e', '2026-07-17T10:02:02', 'outgoing'),
    ]),
  ).toEqual(['D[a', 'b]', '[c]', '[d', 'e]'])
})

test('each day begins with its date, where the device is', () => {
  expect(
    drawn([
      said('a', '2026-07-17T23:59:50'),
      said('b', '2026-07-18T00:00:05'),
      said('c', '2026-07-18T00:00:09'),
      said('d', '2026-10-25T23:59:59'),
      said('e', '2026-10-26T00:00:00'),
    ]),
  ).toEqual(['D[a]', 'D[b', 'c]', 'D[d]', 'D[e]'])
})

test('what is new begins apart from what was seen', () => {
  const entries = [said('a', '2026-07-17T10:00:00'), said('b', '2026-07-17T10:00:01'), said('c', '2026-07-17T10:00:02')]
  expect(drawn(entries, 'b')).toEqual(['D[a]', 'N[b', 'c]'])
  expect(drawn(entries, 'gone')).toEqual(['D[a', 'b', 'c]'])
  expect(drawn([])).toEqual([])
})
