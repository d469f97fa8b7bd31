import { Icon } from '../controls/icon.tsx'
import type { Session } from '../shell/session.ts'
import { ConversationView } from './conversation-view.tsx'

/** The conversation that is open, or that none is. */
export function ConversationPane({ session }: { session: Session }) {
  const chat = session.chat.value
  const open = chat?.open.value ?? null
  if (chat === null || open === null) return <NoConversation />
  return <ConversationView key={open.key} session={session} chat={chat} conversation={open} />
}

function NoConversation() {
  return (
    <div class="grid grow place-items-center p-6 text-slate-500 dark:text-slate-400">
      <p class="flex flex-col items-center gap-3 text-center">
        <Icon name="message" className="size-12" />
        Choose a conversation, or write to somebody.
      </p>
    </div>
  )
}
