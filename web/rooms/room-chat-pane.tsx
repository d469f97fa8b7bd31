import { useEffect, useRef } from 'preact/hooks'
import { Composer } from '../chat/composer.tsx'
import { imageUrl, messageText } from '../chat/message-text.ts'
import { writingWords } from '../words/messages.ts'
import { nameOf } from '../words/people.ts'
import type { Room } from './room.ts'
import type { RoomLine } from './room-chat.ts'

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** What is said in the room, and a place to say something. */
export function RoomChatPane({ room }: { room: Room }) {
  const { chat } = room
  const lines = chat.lines.value
  const end = useRef<HTMLDivElement>(null)
  const newest = lines.at(-1)?.id
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [newest])
  useEffect(() => {
    chat.look(true)
    return () => chat.look(false)
  }, [chat])
  return (
    <>
      <div
        role="log"
        aria-label="Chat of the room"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
        tabIndex={0}
        class="flex min-h-0 grow flex-col overflow-y-auto p-3 -outline-offset-2"
      >
        {lines.length === 0 && (
          <p class="m-auto max-w-56 text-center text-sm text-slate-500 dark:text-slate-400">
            What is said here goes to everybody in the room.
          </p>
        )}
        <ol class="mt-auto flex flex-col gap-2">
          {lines.map((line, index) => (
            <Line key={line.id} line={line} name={nameOfLine(line, lines[index - 1])} />
          ))}
        </ol>
        <div ref={end} />
      </div>
      <p role="status" data-testid="room-composing" class="h-6 truncate px-4 text-sm text-slate-500 dark:text-slate-400">
        {writingWords(chat.writing.value)}
      </p>
      <Composer
        unable={room.state.value.kind === 'terminated'}
        onSend={(text) => chat.send(text)}
        onType={() => chat.type()}
        name="room-message"
        textTestId="room-chat-input"
        sendTestId="room-chat-send"
      />
    </>
  )
}

/** Who says it; null where the line before was the same person's. */
function nameOfLine(line: RoomLine, before: RoomLine | undefined): string | null {
  const same = before?.type === 'normal' && before.own === line.own && before.sender.uri === line.sender.uri
  return line.own || same ? null : nameOf(line.sender)
}

function Line({ line, name }: { line: RoomLine; name: string | null }) {
  const { id, type, own, state, timestamp } = line
  const said = Date.parse(timestamp)
  const image = imageUrl(line)
  if (type === 'status')
    return (
      <li data-testid="room-message" data-type="status" class="px-4 text-center text-xs text-slate-500 dark:text-slate-400">
        {messageText(line)}
      </li>
    )
  return (
    <li
      data-testid="room-message"
      data-type="normal"
      data-id={id}
      data-state={own ? state : undefined}
      class={`flex max-w-[88%] flex-col ${own ? 'items-end self-end' : 'items-start self-start'}`}
    >
      {name !== null && <p class="max-w-full truncate px-1 pb-0.5 text-sm font-medium">{name}</p>}
      {image === null ? (
        <p
          class={`max-w-full rounded-2xl px-3.5 py-2 whitespace-pre-wrap [overflow-wrap:anywhere] ${own ? 'bg-indigo-600 text-white' : 'bg-slate-100 dark:bg-slate-700'} ${state === 'pending' ? 'opacity-70' : ''}`}
        >
          <span class="sr-only">{own ? 'You: ' : ''}</span>
          <span data-testid="room-message-text">{messageText(line)}</span>
        </p>
      ) : (
        <img src={image} alt="Sent to the room" class="max-h-60 max-w-full rounded-2xl" />
      )}
      <p class="px-1 pt-0.5 text-xs text-slate-500 dark:text-slate-400">
        {!Number.isNaN(said) && <time dateTime={timestamp}>{time.format(said)}</time>}
        {state === 'failed' && <span class="ml-2 text-rose-600 dark:text-rose-400">Not sent</span>}
      </p>
    </li>
  )
}
