import { expect, test } from 'vitest'
import type { ChatParticipant } from '../../../core/chatroom/roster.ts'
import { nicksOf, userCalled } from './nicks.ts'

/** `uri`, name, nickname. */
type Who = readonly [string, string, (string | null)?]
const participant = ([uri, displayName, nickname = null]: Who): ChatParticipant => ({
  party: { uri, displayName },
  nickname,
  sessions: [],
})
const nicks = (...who: Who[]) => nicksOf(who.map(participant)).map(({ nick }) => nick)

for (const [what, who, expected] of [
  ['by nickname', [['a@x', 'Ann', 'annie']], ['annie']],
  ['else by name', [['a@x', 'Ann']], ['Ann']],
  ['else by address', [['a@x', '']], ['a@x']],
  [
    'the second of a name with the address',
    [
      ['a@x', 'Ann'],
      ['b@x', 'ANN'],
    ],
    ['Ann', 'ANN (b@x)'],
  ],
  [
    'nobody by the nickname of another one',
    [
      ['a@x', 'Bob'],
      ['b@x', '', 'bob'],
    ],
    ['Bob (a@x)', 'bob'],
  ],
  [
    'nor by look-alikes of width and case',
    [
      ['a@x', 'Ａｎｎ'],
      ['b@x', '', 'ann'],
    ],
    ['Ａｎｎ (a@x)', 'ann'],
  ],
  [
    'nobody by the address of another one',
    [
      ['a@x', 'b@x'],
      ['b@x', ''],
    ],
    ['b@x (a@x)', 'b@x'],
  ],
  ['by the address whoever has a name that cannot be a resource', [['a@x', 'A\u202eB']], ['a@x']],
  ['by the address whoever has a nickname that cannot be one', [['a@x', 'Ann', 'a\u200db']], ['a@x']],
] as [string, Who[], string[]][])
  test(`people in a room are called ${what}`, () => expect(nicks(...who)).toEqual(expected))

test('who is called so is found whatever the case and the width', () => {
  const users = nicksOf([participant(['a@x', 'Ann']), participant(['b@x', '', 'bob'])])
  expect([' ANN', 'Ｂｏｂ', 'carol'].map((nick) => userCalled(nick, users)?.user ?? null)).toEqual(['a@x', 'b@x', null])
})
