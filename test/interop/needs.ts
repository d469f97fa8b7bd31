import { globSync } from 'node:fs'
import { describe } from 'vitest'
import { isInstalled } from './program.ts'

/** What each peer consists of: programs, and files of its that come in packages of their own. */
const PARTS = {
  janus: ['janus'],
  kamailio: ['kamailio', '/usr/lib/{,*/}kamailio/modules/tls.so'],
  baresip: ['baresip', '/usr/lib/{,*/}baresip/modules/avcodec.so'],
  linphone: ['linphonec'],
  sipp: ['sipp'],
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  dovecot: ['dovecot', 'openssl'],
  prosody: ['prosody', 'openssl'],
  ejabberd: ['/usr/sbin/ejabberdctl', 'openssl'],
  dnsmasq: ['dnsmasq'],
  strace: ['strace'],
  xmllint: ['xmllint'],
  postgres: ['/usr/lib/postgresql/*/bin/postgres'],
} as const

export type Peer = keyof typeof PARTS

/**
 * `describe` for tests that need these peers. Where a part of one is not installed they are skipped and the title says why; with CI=true they run all
 * the same, and fail.
 */
export function describeWith(peers: readonly Peer[], title: string, tests: () => void): void {
  const missing = peers.flatMap((peer) => partsMissing(peer))
  if (missing.length === 0 || process.env.CI) describe(title, tests)
  else describe.skip(`${title} (skipped, not installed: ${missing.join(', ')}; npm run setup -- --test)`, tests)
}

/** What of that peer is not installed. */
export function partsMissing(peer: Peer): string[] {
  return PARTS[peer].filter((part) => !isThere(part))
}

function isThere(part: string): boolean {
  return part.startsWith('/') ? globSync(part).length > 0 : isInstalled(part)
}
