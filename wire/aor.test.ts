import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAor, splitAor } from './aor.ts'

test('[12.17] the scheme is taken off and the rest is kept exactly as it was written', () => {
  expect(parseAor('sip:alice@example.com')).toBe('alice@example.com')
  expect(parseAor('SIPS:Alice@Example.com')).toBe('Alice@Example.com')
  expect(parseAor('Alice@Example.com')).toBe('Alice@Example.com')
})

test.each([
  '+3112345@example.com',
  '0031206345678@example.com',
  '**600@fritz.box',
  'inital_key@to.store.in.sylkserver.info',
  "o'neill&co=1+2,3$~!(x)@example.com",
  'caf%C3%A9@example.com',
  'alice@localhost',
  'alice@10.0.0.1',
  'alice@example.com:5070',
  'alice@my_host',
  'alice@[2001:db8::1]:5060',
  'alice@[::]',
  'alice@[::ffff:192.0.2.1]',
  'alice@[1:2:3:4:5:6:7:8]',
  'sip@example.com',
])('%s is an AOR and comes out verbatim', (text) => {
  expect(parseAor(text)).toBe(text)
})

test.each([
  ['nothing', ''],
  ['no host', 'alice@'],
  ['no user', '@example.com'],
  ['no @', 'alice'],
  ['two @', 'alice@example.com@example.org'],
  ['a second scheme', 'sip:sip:alice@example.com'],
  ['another scheme', 'tel:alice@example.com'],
  ['a password', 'alice:secret@example.com'],
  ['a slash', 'a/b@example.com'],
  ['dots that climb', '..@example.com'],
  ['dots that climb in the host', 'alice@example..com'],
  ['a parameter', 'alice@example.com;transport=tcp'],
  ['a parameter in the user', 'alice;x=1@example.com'],
  ['a header', 'alice@example.com?subject=x'],
  ['a space', 'al ice@example.com'],
  ['a line break', 'alice@example.com\r\nVia: x'],
  ['an escaped line break', 'alice%0d%0a@example.com'],
  ['a broken escape', 'alice%4@example.com'],
  ['letters beyond ASCII', 'jürgen@example.com'],
  ['a hyphen at the edge of a label', 'alice@-example.com'],
  ['a label that is too long', `alice@${'a'.repeat(64)}.com`],
  ['a trailing dot', 'alice@example.com.'],
  ['a number where the IPv4 address is wrong', 'alice@1.2.3.256'],
  ['too few octets', 'alice@1.2.3'],
  ['no port after the colon', 'alice@example.com:'],
  ['port 0', 'alice@example.com:0'],
  ['a port that is too high', 'alice@example.com:65536'],
  ['an IPv6 address without brackets', 'alice@2001:db8::1'],
  ['an open bracket', 'alice@[2001:db8::1'],
  ['an empty bracket', 'alice@[]'],
  ['two gaps', 'alice@[1::2::3]'],
  ['nine groups', 'alice@[1:2:3:4:5:6:7:8:9]'],
  ['text after the bracket', 'alice@[::1]x'],
  ['256 characters', `${'a'.repeat(244)}@example.com`],
])('an AOR has no place for %s', (_, text) => {
  expect(parseAor(text)).toBeNull()
})

test('255 characters are not too many, the scheme not counted', () => {
  const aor = `${'a'.repeat(243)}@example.com`
  expect(aor).toHaveLength(255)
  expect(parseAor(`sips:${aor}`)).toBe(aor)
})

test('splitAor gives user, host and port', () => {
  expect(splitAor('Alice@Example.com')).toEqual({ user: 'Alice', domain: 'Example.com', port: null })
  expect(splitAor('alice@[2001:db8::1]:5070')).toEqual({ user: 'alice', domain: '[2001:db8::1]', port: 5070 })
  expect(() => splitAor('alice')).toThrow(RangeError)
})

test('whatever parseAor accepts is stable, splits and joins again, and is safe in a header and in a path', () => {
  const char = fc.constantFrom(...'ab19.:@[]%0dA/;?-_ \r\n', 'é', '\0')
  const host = fc.constantFrom('example.com', '10.0.0.1', '[::1]', 'x', 'example.com:5060', '')
  const text = fc
    .tuple(
      fc.constantFrom('', 'sip:', 'SIPS:', 'tel:'),
      fc.string({ unit: char, maxLength: 12 }),
      host,
      fc.string({ unit: char, maxLength: 3 }),
    )
    .map(([scheme, user, name, rest]) => `${scheme}${user}@${name}${rest}`)
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (input) => {
      const aor = parseAor(input)
      if (aor === null) return
      expect(parseAor(aor)).toBe(aor)
      const { user, domain, port } = splitAor(aor)
      expect(`${user}@${domain}${port === null ? '' : aor.slice(aor.lastIndexOf(':'))}`).toBe(aor)
      expect(aor).not.toMatch(/[/;?\s\p{Cc}]|\.\./u)
    }),
    { numRuns: 2000 },
  )
})
