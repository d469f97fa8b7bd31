import type { Push } from '../../ports/push.ts'

/** What there is without a push server. */
export const noPush: Push = {
  notify: () => Promise.resolve({ kind: 'skipped', reason: 'there is no push server' }),
  close: () => Promise.resolve(),
}
