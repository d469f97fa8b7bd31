import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { KEY_CHANGE } from '../words/encryption.ts'
import type { ChatEncryption } from './chat-encryption.ts'

interface KeyChangeNoticeProps {
  readonly encryption: ChatEncryption
  /** `user@domain` */
  readonly contact: string
  /** Shows both keys. */
  readonly onDetails: () => void
}

/** Warns that a contact's key has changed, for as long as nobody has decided what to make of it. */
export function KeyChangeNotice({ encryption, contact, onDetails }: KeyChangeNoticeProps) {
  if (encryption.contact(contact).offered === null) return null
  return (
    <div
      role="alert"
      data-testid="key-changed"
      class="flex flex-col gap-2 border-t border-amber-300 bg-amber-50 px-4 py-3 text-amber-950 dark:border-amber-800 dark:bg-amber-950 dark:text-amber-100"
    >
      <p class="flex items-center gap-2 font-semibold">
        <Icon name="alert" />
        {KEY_CHANGE.title}
      </p>
      <p class="text-sm">{KEY_CHANGE.hint}</p>
      <div class="flex flex-wrap gap-3">
        <Button onClick={onDetails} testId="key-compare">
          {KEY_CHANGE.details}
        </Button>
        <Button onClick={() => encryption.acceptKey(contact)} testId="key-changed-accept">
          {KEY_CHANGE.accept}
        </Button>
      </div>
    </div>
  )
}
