import type { Protection } from '@weft/client/message-cipher'
import { Icon } from '../controls/icon.tsx'
import { SIGNATURE } from '../words/encryption.ts'

interface LockMarkProps {
  readonly protection: Protection | null
  /** Beneath others of the same: only what is suspicious is shown. */
  readonly quiet: boolean
}

/** That a message came encrypted, and from whom that is known to be. */
export function LockMark({ protection, quiet }: LockMarkProps) {
  if (protection?.kind !== 'encrypted') return null
  const { signature } = protection
  const words = SIGNATURE[signature]
  const suspicious = signature === 'bad-signature' || signature === 'unknown-signer'
  if (quiet && !suspicious) return null
  return (
    <span title={words} class="inline-flex items-center gap-1" data-testid="message-lock" data-signature={signature}>
      <span class={suspicious ? '' : 'sr-only'}>{words}</span>
      <Icon name={suspicious ? 'alert' : 'lock'} className="size-3.5" />
    </span>
  )
}
