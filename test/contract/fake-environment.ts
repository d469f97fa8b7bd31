import { createHash } from 'node:crypto'
import { FakeJanus } from '../fake-janus/fake-janus.ts'
import type { ContractEnvironment } from './environment.ts'

const DOMAIN = 'weft.test'

export async function fakeEnvironment(): Promise<ContractEnvironment> {
  const janus = await FakeJanus.start({ media: 'manual' })
  const secretOf = (user: string) => createHash('md5').update(`${user}:${DOMAIN}:${user}pw`).digest('hex')
  for (const user of ['alice', 'dave']) janus.sip.addUser(`${user}@${DOMAIN}`, secretOf(user))
  const deadRoute = { host: '127.0.0.1', port: 9, transport: 'udp' } as const
  janus.sip.deadProxies.add('sip:127.0.0.1:9;transport=udp')
  return {
    url: janus.url,
    apiSecret: janus.apiSecret,
    domain: DOMAIN,
    route: { host: '127.0.0.1', port: 5060, transport: 'udp' },
    deadRoute,
    secretOf,
    bindings: async (user) => janus.sip.bindings(`${user}@${DOMAIN}`).map(({ parameters }) => parameters),
    phone: async (user, options) => janus.sip.addPhone(`${user}@${DOMAIN}`, options),
    restartJanus: () => janus.restart(),
    tidy: async () => janus.sip.removePhones(),
    stop: () => janus.stop(),
  }
}
