import { type Signal, useSignal } from '@preact/signals'
import { Icon } from '../controls/icon.tsx'
import type { Room } from './room.ts'
import { RoomChatPane } from './room-chat-pane.tsx'
import { RoomFilesPane } from './room-files-pane.tsx'
import { RoomPeoplePane } from './room-people-pane.tsx'

type Pane = 'chat' | 'people' | 'files'

interface RoomPanelProps {
  readonly room: Room
  readonly onClose: () => void
}

/** What lies beside the participants; on a phone it covers them. */
export function RoomPanel({ room, onClose }: RoomPanelProps) {
  const pane = useSignal<Pane>('chat')
  const { chat, files, members } = room
  return (
    <aside
      aria-label="Chat, people and files"
      data-testid="room-panel"
      class="flex min-h-0 flex-col border-l border-slate-200 bg-white max-lg:absolute max-lg:inset-0 max-lg:z-10 lg:w-88 lg:shrink-0 dark:border-slate-700 dark:bg-slate-800"
    >
      <div class="flex items-center gap-1 border-b border-slate-200 px-2 py-1.5 dark:border-slate-700">
        <div role="tablist" class="flex min-w-0 grow gap-1">
          <Tab pane={pane} name="chat" count={pane.value === 'chat' ? 0 : chat.unread.value}>
            Chat
          </Tab>
          <Tab pane={pane} name="people" count={members.value.length + 1}>
            People
          </Tab>
          <Tab pane={pane} name="files" count={files.list.value.length}>
            Files
          </Tab>
        </div>
        <button
          type="button"
          aria-label="Close"
          title="Close"
          onClick={onClose}
          data-testid="room-panel-close"
          class="grid size-10 shrink-0 place-items-center rounded-full hover:bg-slate-100 dark:hover:bg-slate-700"
        >
          <Icon name="close" />
        </button>
      </div>
      <div role="tabpanel" aria-labelledby={`room-tab-${pane.value}`} class="flex min-h-0 grow flex-col">
        {pane.value === 'chat' && <RoomChatPane room={room} />}
        {pane.value === 'people' && <RoomPeoplePane room={room} />}
        {pane.value === 'files' && <RoomFilesPane files={files} room={room} />}
      </div>
    </aside>
  )
}

interface TabProps {
  readonly pane: Signal<Pane>
  readonly name: Pane
  readonly count: number
  readonly children: string
}

function Tab({ pane, name, count, children }: TabProps) {
  const selected = pane.value === name
  return (
    <button
      type="button"
      role="tab"
      id={`room-tab-${name}`}
      aria-selected={selected}
      onClick={() => {
        pane.value = name
      }}
      data-testid={`room-tab-${name}`}
      class={`min-h-10 rounded-lg px-3 text-sm font-medium -outline-offset-2 ${
        selected
          ? 'bg-slate-100 dark:bg-slate-700'
          : 'text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700'
      }`}
    >
      {children}
      {count > 0 && <span class="ml-1.5 text-slate-500 tabular-nums dark:text-slate-400">{count}</span>}
    </button>
  )
}
