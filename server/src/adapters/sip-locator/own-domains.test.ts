import { expect, test } from 'vitest'
import type { SipRoute } from '../../ports/sip-locator.ts'
import { OwnDomainsLocator } from './own-domains.ts'

const here: SipRoute = { host: '192.0.2.1', port: 5060, transport: 'udp' }
const there: SipRoute = { host: '192.0.2.9', port: 5061, transport: 'tls' }
const others = { locate: async () => [there] }

test('our own domains are here, others and hosts with a port elsewhere', async () => {
  const locator = new OwnDomainsLocator(['example.com'], () => here, others)
  expect(await locator.locate('example.com')).toEqual([here])
  expect(await locator.locate('EXAMPLE.com.')).toEqual([here])
  for (const domain of ['example.org', 'sip.example.com', 'example.com:5080'])
    expect(await locator.locate(domain)).toEqual([there])
})

test('while nobody listens here, our domains are nowhere', async () => {
  const locator = new OwnDomainsLocator(['example.com'], () => null, others)
  await expect(locator.locate('example.com')).rejects.toMatchObject({ reason: 'dns' })
})
