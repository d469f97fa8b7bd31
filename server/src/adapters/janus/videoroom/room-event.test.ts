import { expect, test } from 'vitest'
import { readRoomEvent } from './room-event.ts'

test('who joined is told its feed and its media, without those that are switched off', () => {
  const streams = [
    { type: 'audio', mindex: 0, mid: 'a', codec: 'opus' },
    { type: 'video', mindex: 1, mid: 'v', disabled: true },
    { type: 'data', mindex: 2, mid: 'd' },
  ]
  const joined = { videoroom: 'joined', room: 1, id: 5539991900564504, publishers: [], streams }
  expect(readRoomEvent(joined)).toEqual({ kind: 'joined', feed: '5539991900564504', streams: [{ mid: 'a', kind: 'audio' }] })
})

test('Janus 0.x names no media', () => {
  expect(readRoomEvent({ videoroom: 'joined', room: 1, id: 7, publishers: [] })).toEqual({
    kind: 'joined',
    feed: '7',
    streams: [],
  })
  expect(readRoomEvent({ videoroom: 'attached', room: 1, id: 7 })).toEqual({ kind: 'attached', streams: [] })
})

test('the end of a stay is told', () => {
  expect(readRoomEvent({ videoroom: 'destroyed', room: 1 })).toEqual({ kind: 'destroyed' })
  expect(readRoomEvent({ videoroom: 'event', room: 1, leaving: 'ok', reason: 'kicked' })).toEqual({ kind: 'kicked' })
})

test.each([
  { videoroom: 'event', room: 1, configured: 'ok' },
  { videoroom: 'event', room: 1, publishers: [{ id: 7 }] },
  { videoroom: 'event', room: 1, unpublished: 7 },
  { videoroom: 'event', room: 1, leaving: 7 },
  { videoroom: 'event', room: 1, kicked: 7 },
  { videoroom: 'joined', id: 'seven' },
  { videoroom: 'joined', id: 2 ** 60 },
  { videoroom: null },
  {},
])('news of others, and what is no news, is passed over: %j', (data) => {
  expect(readRoomEvent(data)).toEqual({ kind: 'other' })
})

test.each([[null], [7], ['x'], [[null, 7, {}, { mid: 1, type: 'audio' }, { mid: 'x', type: 'other' }]]])(
  'media that are none are passed over: %j',
  (streams) => {
    expect(readRoomEvent({ videoroom: 'attached', streams })).toEqual({ kind: 'attached', streams: [] })
  },
)
