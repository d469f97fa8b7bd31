import { expect, test } from 'vitest'
import { InvitationAllowance } from './invitation-allowance.ts'

const HERE = '192.0.2.1'
const MINUTE = 60_000

test('a participant may invite 200 accounts a minute, and what is refused costs nothing', () => {
  const allowance = new InvitationAllowance()
  expect(allowance.mayInvite('s1', HERE, 150, 0)).toBe(true)
  expect(allowance.mayInvite('s1', HERE, 51, 0)).toBe(false)
  expect(allowance.mayInvite('s1', HERE, 50, 0)).toBe(true)
  expect(allowance.mayInvite('s1', HERE, 1, MINUTE - 1)).toBe(false)
  expect(allowance.mayInvite('s1', HERE, 200, MINUTE)).toBe(true)
})

test('attack S15: coming again under another name does not help for long, and keeps nobody else from inviting', () => {
  const allowance = new InvitationAllowance()
  const times = (address: string) =>
    Array.from({ length: 8 }, (_, at) => allowance.mayInvite(`${address} ${at}`, address, 200, 0)).filter(Boolean).length
  expect(times(HERE)).toBe(5)
  expect(times('2001:db8::1')).toBe(5)
  // Everybody has many IPv6 addresses.
  expect(times('2001:db8::2')).toBe(0)
})

test('attack S15: nobody is called without end from one place', () => {
  const allowance = new InvitationAllowance()
  const times = (address: string, now: number) =>
    Array.from({ length: 20 }, () => allowance.mayCall('dave@example.com', address, now)).filter(Boolean).length
  expect(times(HERE, 0)).toBe(10)
  expect(times(HERE, MINUTE - 1)).toBe(0)
  expect(times('198.51.100.1', 0)).toBe(10)
  expect(times(HERE, MINUTE)).toBe(10)
})

test('of very many it is the oldest who are forgotten', () => {
  const allowance = new InvitationAllowance()
  expect(allowance.mayInvite('first', HERE, 200, 0)).toBe(true)
  for (let at = 0; at < 20_000; at++) allowance.mayCall(`user${at}@example.com`, HERE, 1)
  expect(allowance.mayInvite('first', HERE, 200, 1)).toBe(true)
})
