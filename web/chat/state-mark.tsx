import type { ConversationMessage } from '@weft/client/conversation-message'
import type { MessageState } from '@weft/client/message'
import { Icon, type IconName } from '../controls/icon.tsx'
import { sendingWords } from '../words/messages.ts'

const MARKS: Readonly<Record<MessageState, IconName | null>> = {
  pending: 'clock',
  accepted: 'tick',
  failed: 'alert',
  delivered: 'ticks',
  displayed: 'ticks',
  error: 'alert',
  forbidden: 'alert',
  received: null,
}

interface StateMarkProps {
  readonly message: Pick<ConversationMessage, 'state' | 'queued' | 'reason'>
  /** In words as well, for all to see. */
  readonly spelled?: boolean
  /** What it lies on. */
  readonly ground?: keyof typeof READ
}

/** The colour of what was read. */
const READ = { bubble: 'text-sky-300', page: 'text-sky-700 dark:text-sky-300' } as const

/** How far a message of one's own has come: one tick sent, two ticks delivered, two bright ticks read. */
export function StateMark({ message: { state, queued, reason }, spelled = false, ground = 'bubble' }: StateMarkProps) {
  const icon = queued ? 'clock' : MARKS[state]
  if (icon === null) return null
  const words = sendingWords(queued, state, reason)
  const look = state === 'displayed' ? READ[ground] : ''
  return (
    <span title={words} class="inline-flex items-center gap-1" data-testid="message-state">
      <span class={spelled ? '' : 'sr-only'}>{words}</span>
      <Icon name={icon} className={`size-3.5 ${look}`} />
    </span>
  )
}
