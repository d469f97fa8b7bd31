import type { Signal } from '@preact/signals'
import { Icon } from '../controls/icon.tsx'
import { PANEL } from '../words/rooms.ts'
import type { Room } from './room.ts'
import { RoomChatPane } from './room-chat-pane.tsx'
import { RoomFilesPane } from './room-files-pane.tsx'
import { RoomPeoplePane } from './room-people-pane.tsx'

export type Pane = 'chat' | 'people' | 'files'

interface RoomPanelProps {
  readonly room: Room
  /** What is shown; null for nothing. */
  readonly pane: Signal<Pane | null>
  /** Addresses to propose when somebody is invited. */
  readonly contacts: readonly string[]
}

/** What lies beside the participants; on a phone it covers them. */
export function RoomPanel({ room, pane, contacts }: RoomPanelProps) {
  const { chat, files, members } = room
  const shown = pane.value

  function paste(event: ClipboardEvent): void {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (pasted.length === 0 || event.defaultPrevented) return
    event.preventDefault()
    void files.share(pasted)
    pane.value = 'files'
  }

  return (
    <aside
      aria-label={PANEL.label}
      data-testid="room-panel"
      onPaste={paste}
      onKeyDown={(event) => {
        // On a phone it covers the room.
        if (event.key === 'Escape' && !event.defaultPrevented) pane.value = null
      }}
      class="flex min-h-0 flex-col border-l border-slate-200 bg-white text-slate-900 max-lg:absolute max-lg:inset-0 max-lg:z-10 lg:w-88 lg:shrink-0 dark:border-slate-700 dark:bg-slate-800 dark:text-slate-100"
    >
      <div class="flex items-center gap-1 border-b border-slate-200 px-2 py-1.5 dark:border-slate-700">
        <div role="tablist" aria-label={PANEL.label} class="flex min-w-0 grow gap-1">
          <Tab pane={pane} name="chat" count={shown === 'chat' ? 0 : chat.unread.value} />
          <Tab pane={pane} name="people" count={members.value.length + 1} />
          <Tab pane={pane} name="files" count={files.list.value.length} fresh={files.unseen.value > 0} />
        </div>
        <button
          type="button"
          aria-label={PANEL.close}
          title={PANEL.close}
          onClick={() => {
            pane.value = null
          }}
          data-testid="room-panel-close"
          class="grid size-11 shrink-0 place-items-center rounded-full hover:bg-slate-100 dark:hover:bg-slate-700"
        >
          <Icon name="close" />
        </button>
      </div>
      <div role="tabpanel" id="room-pane" aria-labelledby={`room-tab-${shown ?? 'chat'}`} class="flex min-h-0 grow flex-col">
        {shown === 'chat' && <RoomChatPane room={room} />}
        {shown === 'people' && <RoomPeoplePane room={room} contacts={contacts} />}
        {shown === 'files' && <RoomFilesPane room={room} />}
      </div>
    </aside>
  )
}

interface TabProps {
  readonly pane: Signal<Pane | null>
  readonly name: Pane
  readonly count: number
  /** There is something that nobody has looked at. */
  readonly fresh?: boolean
}

const ORDER: readonly Pane[] = ['chat', 'people', 'files']

function Tab({ pane, name, count, fresh = false }: TabProps) {
  const selected = pane.value === name

  /** Arrow keys go from tab to tab (WAI-ARIA, tabs). */
  function press(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = ORDER.at((ORDER.indexOf(name) + step) % ORDER.length)
    if (step === 0 || next === undefined) return
    event.preventDefault()
    pane.value = next
    document.getElementById(`room-tab-${next}`)?.focus()
  }

  return (
    <button
      type="button"
      role="tab"
      id={`room-tab-${name}`}
      aria-selected={selected}
      aria-controls="room-pane"
      tabIndex={selected ? 0 : -1}
      onKeyDown={press}
      onClick={() => {
        pane.value = name
      }}
      data-testid={`room-tab-${name}`}
      class={`min-h-11 rounded-lg px-3 text-sm font-medium -outline-offset-2 ${
        selected
          ? 'bg-slate-100 dark:bg-slate-700'
          : 'text-slate-600 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-700'
      }`}
    >
      {PANEL.tabs[name]}
      {count > 0 && <span class="ml-1.5 text-slate-600 tabular-nums dark:text-slate-300">{count}</span>}
      {fresh && (
        <span class="ml-1 inline-block size-2 rounded-full bg-indigo-600 align-middle">
          <span class="sr-only"> {PANEL.fresh}</span>
        </span>
      )}
    </button>
  )
}
