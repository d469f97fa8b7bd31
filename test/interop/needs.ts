import { describe } from 'vitest'
import { isInstalled } from './program.ts'

/** What each peer is called as a program. */
const PROGRAMS = {
  janus: 'janus',
  kamailio: 'kamailio',
  baresip: 'baresip',
  sipp: 'sipp',
  chromium: 'chromium',
  dovecot: 'dovecot',
} as const

export type Peer = keyof typeof PROGRAMS

/**
 * `describe` for tests that need these peers. Where one is not installed they are skipped and the title says why; with CI=true they run all the same,
 * and fail.
 */
export function describeWith(peers: readonly Peer[], title: string, tests: () => void): void {
  const missing = peers.filter((peer) => !isInstalled(PROGRAMS[peer]))
  if (missing.length === 0 || process.env.CI) describe(title, tests)
  else describe.skip(`${title} (skipped, not installed: ${missing.join(', ')}; npm run setup -- --test)`, tests)
}
