import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { OWN_KEY_NOTICE } from '../words/encryption.ts'
import type { ChatEncryption } from './chat-encryption.ts'

interface OwnKeyNoticeProps {
  readonly encryption: ChatEncryption
  /** Shows all about the account's key. */
  readonly onMore: () => void
}

/** Offers encryption to those who have none on this device, where they write; until they do not want it now. */
export function OwnKeyNotice({ encryption, onMore }: OwnKeyNoticeProps) {
  const working = useSignal(false)
  const state = encryption.state.value
  if (state === null || state.published === 'unknown' || encryption.declined.value) return null
  if (state.kind === 'ready' && state.published !== 'other') return null
  const kind = state.kind === 'ready' ? 'other' : state.published === 'other' ? 'elsewhere' : 'none'

  async function setUp(): Promise<void> {
    working.value = true
    // What goes wrong is said there.
    await encryption.setUp().catch(onMore)
    working.value = false
  }

  return (
    <div
      data-testid="own-key-notice"
      data-kind={kind}
      class="flex flex-wrap items-center gap-3 border-t border-slate-200 bg-slate-50 px-4 py-2 text-sm dark:border-slate-700 dark:bg-slate-800"
    >
      <p role="status" class="flex min-w-48 grow items-center gap-2">
        <Icon name="lock-open" />
        {working.value ? OWN_KEY_NOTICE.working : OWN_KEY_NOTICE[kind]}
      </p>
      {kind === 'none' ? (
        <Button colour="primary" disabled={working.value} onClick={() => void setUp()} testId="own-key-notice-set-up">
          {OWN_KEY_NOTICE.setUp}
        </Button>
      ) : (
        <Button onClick={onMore} testId="own-key-notice-more">
          {OWN_KEY_NOTICE.more}
        </Button>
      )}
      <Button
        onClick={() => {
          encryption.declined.value = true
        }}
        testId="own-key-notice-later"
      >
        {OWN_KEY_NOTICE.later}
      </Button>
    </div>
  )
}
