import { LIST } from '../words/chat.ts'
import { nameOf } from '../words/people.ts'
import { whenWords } from '../words/times.ts'
import type { Chat } from './chat.ts'
import type { FoundMessage } from './message-search.ts'

interface FoundMessagesProps {
  readonly chat: Chat
  readonly onChoose: (found: FoundMessage) => void
}

/** The messages that have what is looked for. Each leads to where it was said. */
export function FoundMessages({ chat, onChoose }: FoundMessagesProps) {
  const messages = chat.search.messages.value
  if (messages.length === 0) return null
  return (
    <>
      <h2 id="found-messages" class="px-4 pt-4 pb-1 text-sm font-semibold text-slate-600 dark:text-slate-300">
        {LIST.found}
      </h2>
      <ul aria-labelledby="found-messages">
        {messages.map((found) => {
          const { message, before, match, after } = found
          return (
            <li key={message.key}>
              <button
                type="button"
                onClick={() => onChoose(found)}
                data-testid="found-message"
                data-contact={message.contact}
                class="block w-full px-4 py-2 text-left leading-snug -outline-offset-2 hover:bg-slate-100 dark:hover:bg-slate-700"
              >
                <span class="flex items-baseline gap-2">
                  <bdi class="min-w-0 grow truncate font-medium">{nameOf(chat.person(message.contact))}</bdi>
                  <time dateTime={message.timestamp} class="shrink-0 text-xs text-slate-600 dark:text-slate-300">
                    {whenWords(message.at, Date.now())}
                  </time>
                </span>
                <bdi class="line-clamp-2 text-sm [overflow-wrap:anywhere] text-slate-600 dark:text-slate-300">
                  {before}
                  <mark class="rounded-xs bg-amber-200 text-slate-900">{match}</mark>
                  {after}
                </bdi>
              </button>
            </li>
          )
        })}
      </ul>
    </>
  )
}
