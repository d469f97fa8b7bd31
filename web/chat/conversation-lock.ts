import type { SealingDecision } from '@weft/client/pgp/contact-key'
import { CONTACT_ENCRYPTION, LOCK } from '../words/encryption.ts'

/** What the lock of a conversation shows. */
export interface ConversationLock {
  readonly kind: 'unknown' | 'closed' | 'open' | 'alarm'
  readonly icon: 'lock' | 'lock-open'
  readonly words: string
  /** More of it; `""` where all is said. */
  readonly hint: string
}

/** @param outlook how what is written goes out; null while that is not known */
export function conversationLock(outlook: SealingDecision | null): ConversationLock {
  if (outlook === null) return { kind: 'unknown', icon: 'lock', words: LOCK.unknown, hint: '' }
  switch (outlook.kind) {
    case 'encrypt':
      return { kind: 'closed', icon: 'lock', words: LOCK.encrypted, hint: CONTACT_ENCRYPTION.encryptedHint }
    case 'clear':
      return { kind: 'open', icon: 'lock-open', ...CLEAR[outlook.reason] }
    case 'refuse':
      return { kind: 'alarm', icon: 'lock', ...REFUSED[outlook.reason] }
  }
}

const CLEAR = {
  wanted: { words: LOCK.wanted, hint: CONTACT_ENCRYPTION.wantedHint },
  'no-key': { words: LOCK.noKey, hint: CONTACT_ENCRYPTION.noKeyHint },
  'no-private-key': { words: LOCK.noOwnKey, hint: CONTACT_ENCRYPTION.noOwnKeyHint },
} as const

const REFUSED = {
  'key-changed': { words: LOCK.changed, hint: '' },
  'no-key': { words: LOCK.noKeyAnyMore, hint: '' },
  'no-private-key': { words: LOCK.noOwnKeyAnyMore, hint: CONTACT_ENCRYPTION.noOwnKeyHint },
} as const
