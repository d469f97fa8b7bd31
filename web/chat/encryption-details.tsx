import { printFingerprint } from '@weft/client/pgp/fingerprint'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { CONTACT_ENCRYPTION, KEY_CHANGE } from '../words/encryption.ts'
import type { ChatEncryption } from './chat-encryption.ts'
import { conversationLock } from './conversation-lock.ts'

export interface EncryptionDetailsProps {
  readonly encryption: ChatEncryption
  /** `user@domain` */
  readonly contact: string
  /** Shows what can be done with the account's own key. */
  readonly onSettings: () => void
  readonly onClose: () => void
}

/** All about the encryption with a contact: whether there is, between which keys, and what can be decided. */
export function EncryptionDetails({ encryption, contact, onSettings, onClose }: EncryptionDetailsProps) {
  const { key, offered, encrypts, clear } = encryption.contact(contact)
  const own = encryption.state.value
  const { words, hint } = conversationLock(encryption.outlook(contact))
  return (
    <Dialog title={CONTACT_ENCRYPTION.title} onClose={onClose} testId="encryption-details">
      <p class="font-medium" data-testid="encryption-words">
        {words}
      </p>
      {hint !== '' && <p class="text-slate-600 dark:text-slate-300">{hint}</p>}
      {offered !== null && <p class="text-slate-600 dark:text-slate-300">{KEY_CHANGE.hint}</p>}
      {key !== null && (
        <>
          <p class="text-slate-600 dark:text-slate-300">{CONTACT_ENCRYPTION.compare}</p>
          <dl class="flex flex-col gap-3 text-sm">
            <Fingerprint of={CONTACT_ENCRYPTION.theirs} fingerprint={key.fingerprint} testId="fingerprint-theirs" />
            {offered !== null && (
              <Fingerprint of={CONTACT_ENCRYPTION.offered} fingerprint={offered.fingerprint} testId="fingerprint-offered" />
            )}
            {own?.kind === 'ready' && (
              <Fingerprint of={CONTACT_ENCRYPTION.ours} fingerprint={own.fingerprint} testId="fingerprint-ours" />
            )}
          </dl>
        </>
      )}
      <div class="flex flex-wrap justify-end gap-3">
        {own?.kind === 'absent' && (
          <Button onClick={onSettings} testId="encryption-settings">
            {CONTACT_ENCRYPTION.settings}
          </Button>
        )}
        {offered !== null && (
          <Button onClick={() => encryption.acceptKey(contact)} testId="key-accept">
            {KEY_CHANGE.accept}
          </Button>
        )}
        {(clear || encrypts || key !== null) && (
          <Button onClick={() => encryption.setClear(contact, !clear)} testId="encryption-clear">
            {clear ? CONTACT_ENCRYPTION.sendEncrypted : CONTACT_ENCRYPTION.sendClear}
          </Button>
        )}
        <Button colour="primary" onClick={onClose} testId="encryption-close">
          {CONTACT_ENCRYPTION.close}
        </Button>
      </div>
    </Dialog>
  )
}

function Fingerprint({ of, fingerprint, testId }: { of: string; fingerprint: string; testId: string }) {
  return (
    <div>
      <dt class="text-slate-600 dark:text-slate-300">{of}</dt>
      <dd class="font-mono" data-testid={testId}>
        {printFingerprint(fingerprint)}
      </dd>
    </div>
  )
}
