import { expect, test } from 'vitest'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import { ByteBudget } from './byte-budget.ts'
import { Screens } from './screens.ts'

const alice = { uri: 'alice@x.test', displayName: 'Alice' }
const jpeg = (size: number) => new Uint8Array(size).fill(1).with(0, 0xff).with(1, 0xd8).with(2, 0xff)

/** The screens of a room; in all rooms there may be `most` bytes. */
function scene({ most = 1e9 } = {}) {
  const clock = new StillClock()
  const told: string[] = []
  const budget = new ByteBudget(most)
  const state = { changes: 0, secrets: 0 }
  const urlOf = (room: string, name: string) => `https://weft.test/${room}/${name}`
  const screens = new Screens({
    ...{ room: 'r1@conf.test', clock },
    world: { budget, urlOf, secret: () => `secret${++state.secrets}` },
    announce: (text) => told.push(text),
    changed: () => void state.changes++,
  })
  return { clock, told, budget, state, screens }
}

test('[T11] whoever shows his screen is seen until he has sent no picture for 10 s', () => {
  const { clock, told, budget, state, screens } = scene()
  const url = 'https://weft.test/r1@conf.test/alice@x.test_secret1.jpg'
  expect(screens.show(alice, jpeg(10))).toMatchObject({ code: 200 })
  clock.pass(9_000)
  screens.show({ ...alice, uri: 'alice@X.TEST' }, jpeg(20))
  clock.pass(9_999)
  expect([screens.urlOf('alice@x.test'), screens.picture('alice@x.test_secret1.jpg')?.length]).toEqual([url, 20])
  expect(told).toEqual([`Room r1@conf.test - Alice <alice@x.test> is sharing the screen at ${url}`])
  expect([budget.used, state.changes]).toEqual([20, 1])
  clock.pass(1)
  expect([screens.urlOf('alice@x.test'), screens.picture('alice@x.test_secret1.jpg')]).toEqual([null, null])
  expect(told.slice(1)).toEqual(['Alice <alice@x.test> stopped sharing the screen'])
  expect([budget.used, state.changes]).toEqual([0, 2])
})

test('[T11] who goes on is seen by the same URL, who comes again by another', () => {
  const { clock, told, budget, screens } = scene()
  screens.show(alice, jpeg(10))
  const first = screens.urlOf('alice@x.test')
  clock.pass(10_000)
  screens.show(alice, jpeg(10))
  expect(screens.urlOf('alice@x.test')).toBe(first)
  screens.left('alice@x.test')
  expect(told.at(-1)).toBe('Alice <alice@x.test> stopped sharing the screen')
  expect([clock.size, budget.used, screens.urlOf('alice@x.test')]).toEqual([0, 0, null])
  screens.left('alice@x.test')
  expect(told).toHaveLength(4)
  screens.show(alice, jpeg(10))
  expect(screens.urlOf('alice@x.test')).toBe('https://weft.test/r1@conf.test/alice@x.test_secret2.jpg')
})

test('what is no JPEG, or too large, is not shown', () => {
  const { told, screens } = scene()
  expect(screens.show(alice, new TextEncoder().encode('<script>'))).toMatchObject({ code: 415 })
  expect(screens.show(alice, new Uint8Array())).toMatchObject({ code: 415 })
  expect(screens.show(alice, jpeg(4_194_305))).toEqual({ code: 413, reason: 'Image too large' })
  expect(told).toEqual([])
  expect(screens.show(alice, jpeg(4_194_304))).toMatchObject({ code: 200 })
})

test('the screens of all rooms together are bounded, but one may take the place of the one before', () => {
  const { screens } = scene({ most: 100 })
  expect(screens.show(alice, jpeg(101))).toEqual({ code: 413, reason: 'Too many screens are shown' })
  expect([100, 90, 100].map((size) => screens.show(alice, jpeg(size)).code)).toEqual([200, 200, 200])
})

test('no room takes all that there is for all of them', () => {
  const { clock, budget, screens } = scene()
  const show = (user: number) => screens.show({ uri: `user${user}@x.test`, displayName: '' }, jpeg(4_194_304)).code
  expect(Array.from({ length: 9 }, (_, user) => show(user))).toEqual([...Array(8).fill(200), 413])
  expect(budget.used).toBe(8 * 4_194_304)
  clock.pass(10_000)
  expect(show(8)).toBe(200)
})

test('a name in a URL is letters and digits, whatever the address is', () => {
  const { screens } = scene()
  screens.show({ uri: 'a"><b%41@x.test', displayName: '' }, jpeg(3))
  expect(screens.picture('a___b_41@x.test_secret1.jpg')).toHaveLength(3)
})
