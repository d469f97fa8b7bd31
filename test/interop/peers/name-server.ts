import { isBoundUdp } from '../port.ts'
import { type RunningProcess, startProcess } from './process.ts'

/** Starts a DNS server on loopback that says on which port of this machine the XMPP server of each domain is, and knows nothing else. */
export function startNameServer(port: number, xmpp: Readonly<Record<string, number>>): Promise<RunningProcess> {
  const places = Object.entries(xmpp).flatMap(([domain, at]) => [
    `--srv-host=_xmpp-server._tcp.${domain},localhost,${at}`,
    `--host-record=${domain},127.0.0.1`,
  ])
  const alone = ['--no-resolv', '--no-hosts', '--pid-file=', '--bind-interfaces', '--listen-address=127.0.0.1', '--local=/test/']
  return startProcess({
    name: 'dnsmasq',
    command: 'dnsmasq',
    args: ['--keep-in-foreground', '--log-facility=-', `--port=${port}`, ...alone, ...places],
    ready: () => isBoundUdp(port),
  })
}
