import { useSignal } from '@preact/signals'
import { imageUrl, messageText } from '../chat/message-text.ts'
import { TextBody } from '../chat/text-body.tsx'
import { nameOf } from '../words/people.ts'
import { CHAT } from '../words/rooms.ts'
import type { Room } from './room.ts'
import type { RoomLine } from './room-chat.ts'

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

interface RoomChatLineProps {
  readonly room: Room
  readonly line: RoomLine
  readonly before: RoomLine | undefined
}

/** Something that was said in the room. */
export function RoomChatLine({ room, line, before }: RoomChatLineProps) {
  const { id, type, own, state, timestamp } = line
  if (type === 'status')
    return (
      <li
        data-testid="room-message"
        data-type="status"
        class="px-4 text-center text-xs break-words text-slate-500 dark:text-slate-400"
      >
        {messageText(line)}
      </li>
    )
  const said = Date.parse(timestamp)
  const name = nameAbove(line, before)
  return (
    <li
      data-testid="room-message"
      data-type="normal"
      data-id={id}
      data-state={own ? state : undefined}
      class={`flex max-w-[88%] flex-col ${own ? 'items-end self-end' : 'items-start self-start'}`}
    >
      {name !== null && <bdi class="max-w-full truncate px-1 pb-0.5 text-sm font-medium">{name}</bdi>}
      <Said room={room} line={line} />
      <p class="flex items-center gap-2 px-1 pt-0.5 text-xs text-slate-500 dark:text-slate-400">
        {!Number.isNaN(said) && <time dateTime={timestamp}>{time.format(said)}</time>}
        {state === 'failed' && (
          <>
            <span class="text-rose-600 dark:text-rose-400">{CHAT.notSent}</span>
            <button
              type="button"
              onClick={() => room.chat.sendAgain(line)}
              data-testid="room-message-again"
              class="font-medium underline underline-offset-2"
            >
              {CHAT.sendAgain}
            </button>
          </>
        )}
      </p>
    </li>
  )
}

function Said({ room, line }: { room: Room; line: RoomLine }) {
  const { own, state, picture } = line
  const whole = useSignal(false)
  if (picture !== undefined) {
    const file = room.files.list.value.find(({ name }) => name === picture)
    const url = file === undefined ? undefined : room.files.urlOf(file)
    return (
      <a href={url} download={picture} class="rounded-2xl">
        <img src={url} alt={CHAT.imageOf(picture)} loading="lazy" class="max-h-60 max-w-full rounded-2xl" />
      </a>
    )
  }
  const image = imageUrl(line)
  if (image !== null) return <img src={image} alt={CHAT.image} class="max-h-60 max-w-full rounded-2xl" />
  return (
    <p
      dir="auto"
      class={`max-w-full rounded-2xl px-3.5 py-2 whitespace-pre-wrap [overflow-wrap:anywhere] ${own ? 'bg-indigo-600 text-white' : 'bg-slate-100 dark:bg-slate-700'} ${state === 'pending' ? 'opacity-70' : ''}`}
    >
      <span class="sr-only">{own ? CHAT.you : ''}</span>
      <span data-testid="room-message-text">
        <TextBody
          text={messageText(line)}
          whole={whole.value}
          onWhole={(shown) => {
            whole.value = shown
          }}
        />
      </span>
    </p>
  )
}

/** Who says it; null where the line before was the same person's, by the same name: people change nicknames, and have several devices. */
function nameAbove(line: RoomLine, before: RoomLine | undefined): string | null {
  if (line.own) return null
  const same =
    before?.type === 'normal' &&
    !before.own &&
    before.sender.uri === line.sender.uri &&
    nameOf(before.sender) === nameOf(line.sender)
  return same ? null : nameOf(line.sender)
}
