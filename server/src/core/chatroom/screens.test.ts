import { expect, test } from 'vitest'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import { Screens } from './screens.ts'

const alice = { uri: 'alice@x.test', displayName: 'Alice' }
const jpeg = (size: number) => new Uint8Array(size).fill(1).with(0, 0xff).with(1, 0xd8).with(2, 0xff)

/** The screens of a room, of which all rooms may hold `most` bytes. */
function scene({ most = 1e9, isShown = true } = {}) {
  const clock = new StillClock()
  const told: string[] = []
  const state = { held: 0, changes: 0 }
  const world = {
    urlOf: (room: string, name: string) => `https://weft.test/${room}/${name}`,
    secret: () => 'secret',
    hold: (bytes: number) => {
      if (state.held + bytes > most) return false
      state.held += bytes
      return true
    },
  }
  const screens = new Screens({
    ...{ room: 'r1@conf.test', clock, world: isShown ? world : null },
    announce: (text) => told.push(text),
    changed: () => void state.changes++,
  })
  return { clock, told, state, screens }
}

test('[T11] whoever shows his screen is seen until he has sent no picture for 10 s, by the same URL the next time', () => {
  const { clock, told, state, screens } = scene()
  const url = 'https://weft.test/r1@conf.test/alice@x.test_secret.jpg'
  expect(screens.show(alice, jpeg(10))).toMatchObject({ code: 200 })
  clock.pass(9_000)
  screens.show({ ...alice, uri: 'alice@X.TEST' }, jpeg(20))
  clock.pass(9_000)
  expect([screens.urlOf('alice@x.test'), screens.picture('alice@x.test_secret.jpg')?.length]).toEqual([url, 20])
  expect([told, state]).toEqual([
    [`Room r1@conf.test - Alice <alice@x.test> is sharing the screen at ${url}`],
    { held: 20, changes: 1 },
  ])
  clock.pass(1_000)
  expect([screens.urlOf('alice@x.test'), screens.picture('alice@x.test_secret.jpg')]).toEqual([null, null])
  expect([told.at(-1), state]).toEqual(['Alice <alice@X.TEST> stopped sharing the screen', { held: 0, changes: 2 }])
  screens.show(alice, jpeg(10))
  expect(screens.urlOf('alice@x.test')).toBe(url)
  screens.stop('alice@x.test')
  screens.stop('alice@x.test')
  expect([clock.size, state.held]).toEqual([0, 0])
})

test('what is no picture, too large or too much is not shown', () => {
  const { told, screens } = scene({ most: 100 })
  expect(screens.show(alice, new TextEncoder().encode('<script>'))).toMatchObject({ code: 415 })
  expect(screens.show(alice, jpeg(101))).toMatchObject({ code: 413 })
  expect(screens.show(alice, jpeg(100))).toMatchObject({ code: 200 })
  // In place of the one before.
  expect(screens.show(alice, jpeg(90))).toMatchObject({ code: 200 })
  expect(scene().screens.show(alice, jpeg(3_000_000))).toMatchObject({ code: 413 })
  expect(told).toHaveLength(1)
})

test('where no screens are shown a picture is not wanted', () => {
  expect(scene({ isShown: false }).screens.show(alice, jpeg(10))).toEqual({ code: 413, reason: 'Unwanted message' })
})

test('a name in a URL is letters and digits, whatever the address is', () => {
  const { screens } = scene()
  screens.show({ uri: 'a"><b%41@x.test', displayName: '' }, jpeg(3))
  expect(screens.picture('a___b_41@x.test_secret.jpg')).toHaveLength(3)
})
