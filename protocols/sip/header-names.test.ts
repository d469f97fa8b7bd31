import { expect, test } from 'vitest'
import { canonicalName } from './header-names.ts'

test.each([
  ['v', 'Via'],
  ['V', 'Via'],
  ['vIA', 'Via'],
  ['call-id', 'Call-ID'],
  ['CSEQ', 'CSeq'],
  ['www-authenticate', 'WWW-Authenticate'],
  ['x', 'Session-Expires'],
  ['mime-version', 'MIME-Version'],
  ['X-Unknown', 'X-Unknown'],
  ['C%6Fntact', 'C%6Fntact'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
])('%s is %s', (name, canonical) => {
  expect(canonicalName(name)).toBe(canonical)
})
