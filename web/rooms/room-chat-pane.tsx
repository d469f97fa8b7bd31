import { useEffect, useRef } from 'preact/hooks'
import { Composer } from '../chat/composer.tsx'
import { writingWords } from '../words/messages.ts'
import { CHAT } from '../words/rooms.ts'
import type { Room } from './room.ts'
import { RoomChatLine } from './room-chat-line.tsx'

/** Of the end, in CSS pixels: who reads there sees what comes; who has gone back to read something stays there. */
const NEAR = 80

/** What is said in the room, and a place to say something. */
export function RoomChatPane({ room }: { room: Room }) {
  const { chat } = room
  const lines = chat.lines.value
  const log = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const newest = lines.at(-1)
  useEffect(() => {
    const shown = log.current
    if (shown !== null && (atEnd.current || newest?.own === true)) shown.scrollTop = shown.scrollHeight
  }, [newest?.id])
  useEffect(() => {
    chat.look(true)
    return () => chat.look(false)
  }, [chat])
  return (
    <>
      <div
        ref={log}
        role="log"
        aria-label={CHAT.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR
        }}
        class="flex min-h-0 grow flex-col overflow-y-auto p-3 -outline-offset-2"
      >
        {lines.length === 0 && <p class="m-auto max-w-56 text-center text-sm text-slate-500 dark:text-slate-400">{CHAT.empty}</p>}
        <ol class="mt-auto flex flex-col gap-2">
          {lines.map((line, index) => (
            <RoomChatLine key={line.id} room={room} line={line} before={lines[index - 1]} />
          ))}
        </ol>
      </div>
      <p role="status" data-testid="room-composing" class="h-6 truncate px-4 text-sm text-slate-500 dark:text-slate-400">
        {writingWords(chat.writing.value)}
      </p>
      <Composer
        unable={room.state.value.kind === 'terminated' || room.state.value.kind === 'rejoining'}
        onSend={(text) => chat.send(text)}
        onType={() => chat.type()}
        onFiles={(chosen) => void room.files.share(chosen)}
        name="room-message"
        textTestId="room-chat-input"
        sendTestId="room-chat-send"
      />
    </>
  )
}
