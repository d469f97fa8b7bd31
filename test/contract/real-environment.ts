import { createHash } from 'node:crypto'
import { startJanus } from '../interop/peers/janus.ts'
import { startKamailio } from '../interop/peers/kamailio.ts'
import type { ContractEnvironment } from './environment.ts'
import { UdpPhone } from './udp/udp-phone.ts'

const DOMAIN = 'weft.test'
const USERS = ['alice', 'bob', 'carol', 'dave']
const passwordOf = (user: string) => `${user}pw`

/** Janus and Kamailio of our own on loopback, and phones on UDP ports. */
export async function realEnvironment(): Promise<ContractEnvironment> {
  const users = Object.fromEntries(USERS.map((user) => [user, passwordOf(user)]))
  const [janus, kamailio] = await Promise.all([startJanus(), startKamailio({ domain: DOMAIN, users })])
  const phones = new Set<UdpPhone>()
  return {
    url: janus.url,
    apiSecret: janus.apiSecret,
    domain: DOMAIN,
    route: { host: kamailio.host, port: kamailio.port, transport: 'udp' },
    deadRoute: { host: '127.0.0.1', port: 9, transport: 'udp' },
    secretOf: (user) =>
      createHash('md5')
        .update(`${user}:${DOMAIN}:${passwordOf(user)}`)
        .digest('hex'),
    bindings: async (user) => (await kamailio.contacts(user)).map(parametersOf),
    async phone(user, options) {
      const phone = await UdpPhone.start({ user, password: passwordOf(user), domain: DOMAIN, proxy: kamailio, ...options })
      phones.add(phone)
      return phone
    },
    async restartJanus() {
      await janus.kill()
      await janus.restart()
    },
    async tidy() {
      await Promise.all([...phones].map((phone) => phone.stop()))
      phones.clear()
    },
    async stop() {
      await janus.stop()
      await kamailio.stop()
    },
  }
}

/** Of `sip:alice@127.0.0.1:40001;pn-tok=abc;transport=udp`, without the transport, which is Janus' own. */
function parametersOf(contact: string): Record<string, string> {
  const pairs = contact
    .split(';')
    .slice(1)
    .map((parameter): [string, string] => {
      const [name = '', value = ''] = parameter.split('=')
      return [name, value]
    })
  return Object.fromEntries(pairs.filter(([name]) => name !== 'transport'))
}
