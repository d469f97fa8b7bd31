import { Icon } from '../controls/icon.tsx'
import { lazily } from '../controls/lazy.tsx'
import type { Session } from '../shell/session.ts'
import { CONVERSATION } from '../words/chat.ts'

const ConversationView = lazily(async () => (await import('./conversation-view.tsx')).ConversationView)

/** The conversation that is open, or that none is. */
export function ConversationPane({ session }: { session: Session }) {
  const chat = session.chat.value
  const open = chat?.open.value ?? null
  if (chat === null || open === null) return <NoConversation />
  return <ConversationView key={open.key} session={session} chat={chat} open={open} />
}

function NoConversation() {
  return (
    <div class="grid grow place-items-center p-6 text-slate-600 dark:text-slate-300">
      <div class="flex max-w-72 flex-col items-center gap-2 text-center">
        <Icon name="message" className="size-12 opacity-40" />
        <p class="text-lg font-semibold text-slate-900 dark:text-slate-100">{CONVERSATION.none}</p>
        <p>{CONVERSATION.noneHint}</p>
      </div>
    </div>
  )
}
