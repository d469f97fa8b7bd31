import { spawnSync } from 'node:child_process'

/** The address media goes through in there: Janus gathers no candidates on loopback, so a veth pair carries one. */
const MEDIA_ADDRESS = '10.99.0.1'

/** Where Firefox looks for its own address, by a route and without a packet; without one it gathers no candidates at all. */
const LOOKED_UP = '8.8.8.8'

/** Connections take their own ports from here: not from where tests look for free ones to listen on (port.ts), which would be taken before they do. */
const OWN_PORTS = '20000 39999'

const NETWORK = `
ip link set lo up
echo ${OWN_PORTS} >/proc/sys/net/ipv4/ip_local_port_range || true
ip link add weft0 type veth peer name weft1
ip address add ${MEDIA_ADDRESS}/24 dev weft0
ip link set weft0 up
ip link set weft1 up
ip route add ${LOOKED_UP} dev weft0
export WEFT_MEDIA_ADDRESS=${MEDIA_ADDRESS}
exec "$@"`

/**
 * The argv that runs `command` in a fresh network of its own: loopback, one more address (WEFT_MEDIA_ADDRESS in its environment),
 * and no way out. The network goes when the last process in it ends. Without root it takes a user namespace, and a second one in
 * it, so that the command keeps its own user id: Dovecot and others refuse to be root.
 */
export function inNamespace(command: readonly string[]): string[] {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  const enter = uid === 0 ? [] : ['--user', '--map-root-user']
  const leave = uid === 0 ? [] : ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--']
  const path = `PATH=${process.env.PATH}:/usr/sbin:/sbin`
  return ['env', path, 'unshare', '--net', ...enter, '--', 'sh', '-ec', NETWORK, 'sh', ...leave, ...command]
}

/** Why this machine lets us make no such network; null when it does. */
export function namespaceRefusal(): string | null {
  const [command = '', ...args] = inNamespace(['true'])
  const probe = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 })
  if (probe.status === 0) return null
  return probe.stderr?.trim().split('\n').at(-1) || probe.error?.message || `unshare ended with ${probe.status ?? probe.signal}`
}
