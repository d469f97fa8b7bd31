import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'

const LOOPBACK = '127.0.0.1'
const FIRST = 40_000
const LAST = 59_000
const given = new Set<number>()

/**
 * A port that is free for TCP and UDP on 127.0.0.1, and `consecutive` - 1 more right after it. None is given twice in a process.
 * `preferred` is taken when it is free.
 */
export async function freePort(consecutive = 1, preferred = FIRST + Math.floor(Math.random() * (LAST - FIRST))): Promise<number> {
  for (
    let first = preferred, tries = 0;
    tries < 200;
    tries++, first = first >= LAST || first < FIRST ? FIRST : first + consecutive
  ) {
    const ports = Array.from({ length: consecutive }, (_, offset) => first + offset)
    if (!(await Promise.all(ports.map(isFree))).every(Boolean)) continue
    for (const port of ports) given.add(port)
    return first
  }
  throw new Error('no free port')
}

/** True when something listens on the TCP port at 127.0.0.1. */
export async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, LOOPBACK)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** True when a socket is bound to the UDP port; Linux' table writes it in hex, as in "0100007F:13C4". */
export async function isBoundUdp(port: number): Promise<boolean> {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = (await readFile('/proc/net/udp', 'utf8')).split('\n').slice(1)
  return rows.some((row) => row.trim().split(/\s+/)[1]?.endsWith(ending))
}

async function isFree(port: number): Promise<boolean> {
  if (given.has(port)) return false
  const tcp = createServer()
  const udp = createSocket('udp4')
  try {
    tcp.listen(port, LOOPBACK)
    await once(tcp, 'listening')
    udp.bind(port, LOOPBACK)
    await once(udp, 'listening')
    return true
  } catch {
    return false
  } finally {
    tcp.close()
    udp.close()
  }
}
