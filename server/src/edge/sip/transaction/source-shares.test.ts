import { expect, test } from 'vitest'
import { SourceShares } from './source-shares.ts'

test('a source has a quarter of the room, and has it again once its requests are over', () => {
  const shares = new SourceShares(8)
  shares.begin('192.0.2.1')
  expect(shares.admits('192.0.2.1')).toBe(true)
  shares.begin('192.0.2.1')
  expect(shares.admits('192.0.2.1')).toBe(false)
  expect(shares.admits('192.0.2.2')).toBe(true)
  shares.end('192.0.2.1')
  expect(shares.admits('192.0.2.1')).toBe(true)
})

test('the addresses of one IPv6 network are one source, however they are written', () => {
  const cases = [
    ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:db8:0:1::1'],
    ['2001:0:0:1::', '2001::1:1:1:1:1', '2001::1:1:1:1'],
    ['::1', '::2:3', '1::1'],
    ['fe80::1%eth0', 'fe80::2%eth0', 'fe81::1%eth0'],
  ] as const
  for (const [first, neighbour, stranger] of cases) {
    const shares = new SourceShares(4)
    shares.begin(first)
    expect(shares.admits(neighbour)).toBe(false)
    expect(shares.admits(stranger)).toBe(true)
  }
})
