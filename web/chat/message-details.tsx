import type { ConversationMessage } from '@weft/client/conversation-message'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { DETAILS } from '../words/chat.ts'
import { SIGNATURE } from '../words/encryption.ts'
import { sendingWords } from '../words/messages.ts'
import { fullTimeWords } from '../words/times.ts'

interface MessageDetailsProps {
  readonly message: ConversationMessage
  /** Whose page this is. */
  readonly account: string
  readonly onClose: () => void
}

/** All that is known of a message. */
export function MessageDetails({ message, account, onClose }: MessageDetailsProps) {
  const { direction, contact, at, state, queued, reason, contentType, id, protection } = message
  const own = direction === 'outgoing'
  const rows = [
    [DETAILS.from, own ? account : contact],
    [DETAILS.to, own ? contact : account],
    [DETAILS.sentAt, fullTimeWords(at)],
    ...(own ? [[DETAILS.state, sendingWords(queued, state, reason)]] : []),
    ...(protection?.kind === 'encrypted' ? [[DETAILS.encryption, SIGNATURE[protection.signature]]] : []),
    [DETAILS.type, contentType],
    [DETAILS.id, id],
  ] as const
  return (
    <Dialog title={DETAILS.title} onClose={onClose} testId="message-details-dialog">
      <dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
        {rows.map(([name, value]) => (
          <>
            <dt class="text-slate-600 dark:text-slate-300">{name}</dt>
            <dd class="[overflow-wrap:anywhere]">
              <bdi>{value}</bdi>
            </dd>
          </>
        ))}
      </dl>
      <Button onClick={onClose} testId="message-details-close">
        {DETAILS.close}
      </Button>
    </Dialog>
  )
}
