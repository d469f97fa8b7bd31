import { expect, test } from 'vitest'
import { FOREIGN, PLAIN, TOKENS } from '../../../../test/original/pickles.ts'
import { PickleError, readPickle } from './pickle.ts'

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))
const text = (opcodes: string) => Uint8Array.from(Buffer.from(opcodes, 'latin1'))

test.each(PLAIN.map((pickle, protocol) => [protocol, pickle] as const))('protocol %i is read', (_, pickle) => {
  expect(readPickle(bytes(pickle))).toEqual(
    new Map<string, unknown>([
      ['list', [1, [true, false, null]]],
      ['tuple', [-1, 255, 65535, -2147483648, 2 ** 40, []]],
      ['same', [['x'], ['x']]],
      ['tuples', [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]],
    ]),
  )
})

test.each(TOKENS.map((pickle, protocol) => [protocol, pickle] as const))(
  'a defaultdict of protocol %i is a dict',
  (_, pickle) => {
    const device = {
      ...{ device_id: 'd1', platform: 'ios', silent: '0', app_id: 'com.example.app', user_agent: 'Sylk é ✓' },
      ...{ background_token: 'apns', token: 'voip' },
    }
    const devices = new Map([['com.example.app-d1', new Map(Object.entries(device))]])
    expect(readPickle(bytes(pickle))).toEqual(new Map([['alice@example.com', devices]]))
  },
)

test('strings of Python 2 are read', () => {
  const pickle = "(dp0\nS'caf\\xc3\\xa9\\n'\np1\n(dp2\nVx\\u00e9\np3\nI7\nsS\"it's\"\nL-5L\nssU\x02abT\x02\x00\x00\x00cds."
  const inner = new Map<string, unknown>([
    ['xé', 7],
    ["it's", -5],
  ])
  expect(readPickle(text(pickle))).toEqual(
    new Map<string, unknown>([
      ['café\n', inner],
      ['ab', 'cd'],
    ]),
  )
})

test.each(Object.entries(FOREIGN))('%s is refused', (_, pickle) => {
  expect(() => readPickle(bytes(pickle))).toThrow(PickleError)
})

test.each([
  ['nothing', ''],
  ['no end', 'N'],
  ['no value', '.'],
  ['two values', 'NN.'],
  ['a mark', '(.'],
  ['a class', 'ccollections\ndefaultdict\n.'],
  ['a class in a tuple', 'ccollections\ndefaultdict\n\x85.'],
  ['a class as a key', '}ccollections\ndefaultdict\nNs.'],
  ['a remembered class in a list', '](ccollections\ndefaultdict\nq\x00h\x00e.'],
  ['a call of a string', 'U\x01a)R.'],
  ['a call with a factory that is a string', 'ccollections\ndefaultdict\n(U\x01atR.'],
  ['items for a list', ']NNs.'],
  ['items for a dict', '}Na.'],
  ['a key without a value', '(Nd.'],
  ['a key that is a list', '}]Ns.'],
  ['a recall of nothing', 'h\x07.'],
  ['a string that is longer than the pickle', 'X\xff\xff\xff\xffabc.'],
  ['a string that is not UTF-8', 'U\x01\xff.'],
  ['a string without quotes', 'Sabc\n.'],
  ['a character that is none', 'V\\Uffffffff\n.'],
  ['a number that is none', 'Iabc\n.'],
  ['an endless line', 'Iabc'],
  ['a protocol to come', '\x80\x06N.'],
  ['what takes a value away', 'N0.'],
])('%s is refused', (_, opcodes) => {
  expect(() => readPickle(text(opcodes))).toThrow(PickleError)
})

test('what holds itself is read', () => {
  const list = readPickle(text(']q\x00h\x00a.'))
  expect(Array.isArray(list) && list[0] === list).toBe(true)
})

test('a pickle of very many values is refused before it fills the memory', () => {
  expect(() => readPickle(new Uint8Array(3_000_000).fill(0x7d))).toThrow('more than 2000000 values')
})
