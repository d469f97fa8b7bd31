import { expect, test } from 'vitest'
import { parameterOf, parseParameters, printParameters, withParameter } from './parameters.ts'
import { quote } from './quoted-string.ts'
import { SipPrintError } from './sip-error.ts'

test.each<[string, object[] | null]>([
  ['', []],
  ['  ', []],
  [';lr', [{ name: 'lr', value: null }]],
  [
    ' ; a = b ; c ',
    [
      { name: 'a', value: 'b' },
      { name: 'c', value: null },
    ],
  ],
  [';tag=', [{ name: 'tag', value: '' }]],
  [
    ';received=2001:db8::1;x=[::1]',
    [
      { name: 'received', value: '2001:db8::1' },
      { name: 'x', value: '[::1]' },
    ],
  ],
  [';a="b;c\\" d"', [{ name: 'a', value: '"b;c\\" d"' }]],
  [';branch=z9hG4bK/a+b==', [{ name: 'branch', value: 'z9hG4bK/a+b==' }]],
  [';a=b;A=c', null],
  [';;a', null],
  [';a;', null],
  ['a=b', null],
  [';a b', null],
  [';a="b', null],
  [';a="b"c', null],
  [';a=b,c', null],
  [';a=b<c', null],
  [';=b', null],
  [';a="\\\0"', null],
  [';a="\r\n"', null],
  [';ä=b', null],
])('%j holds %j', (text, parameters) => {
  expect(parseParameters(text)).toEqual(parameters)
  if (parameters) expect(parseParameters(printParameters(parseParameters(text) ?? []))).toEqual(parameters)
})

test('a value is read without its quotes, under a name in any case', () => {
  const parameters = parseParameters(';Text="a \\"b\\"";flag') ?? []
  expect(parameterOf(parameters, 'text')).toBe('a "b"')
  expect(parameterOf(parameters, 'FLAG')).toBe('')
  expect(parameterOf(parameters, 'tag')).toBeNull()
})

test('a parameter is changed in its place, or added', () => {
  const parameters = parseParameters(';a=1;b=2') ?? []
  expect(printParameters(withParameter(parameters, 'A', quote('x"y')))).toBe(';A="x\\"y";b=2')
  expect(printParameters(withParameter(parameters, 'c', null))).toBe(';a=1;b=2;c')
})

test.each([
  ['a b', 'c'],
  ['', 'c'],
  ['a;b', null],
  ['a', 'b;c'],
  ['a', 'b c'],
  ['a', 'b\r\nVia: x'],
  ['a', '"b'],
  ['a', '"b"c"'],
  ['a', '"b\\"'],
  ['a', '"b\r\nc"'],
  ['a', '"b\\\nc"'],
  ['a', 'b,c'],
  ['a', 'b>'],
])('a parameter %j of %j is not printed', (name, value) => {
  expect(() => printParameters([{ name, value }])).toThrow(SipPrintError)
})

test.each(['a\r', 'a\nb', '\0'])('%j cannot be quoted', (text) => {
  expect(() => quote(text)).toThrow(SipPrintError)
})
