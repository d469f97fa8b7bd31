import { expect, test } from 'vitest'
import { defaultRouteAddress } from './default-route.ts'

test('without a way to the destination the address is loopback, and never all addresses', async () => {
  // No socket may be connected to the broadcast address without having asked for it (connect(2), EACCES).
  expect(await defaultRouteAddress('255.255.255.255')).toBe('127.0.0.1')
})

test('the way to loopback begins at loopback', async () => {
  expect(await defaultRouteAddress('127.0.0.1')).toBe('127.0.0.1')
})
