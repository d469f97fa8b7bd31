import type { ConversationMessage } from '@weft/client/conversation-message'
import { Icon } from '../controls/icon.tsx'
import { CONVERSATION, MESSAGE } from '../words/chat.ts'
import { messageWords } from '../words/messages.ts'
import { clockWords, dayWords, fullTimeWords } from '../words/times.ts'
import { EncryptedFileBody } from './encrypted-file-body.tsx'
import type { EncryptedFiles } from './encrypted-files.ts'
import { FileBody, Picture } from './file-body.tsx'
import { filePlace } from './file-place.ts'
import { LockMark } from './lock-mark.tsx'
import { messageContent } from './message-text.ts'
import { StateMark } from './state-mark.tsx'
import { TextBody } from './text-body.tsx'
import type { TimelineRow } from './timeline.ts'

/** What can be done from within a bubble. */
export interface BubbleActions {
  readonly openMenu: (message: ConversationMessage, button: HTMLElement) => void
  readonly resend: (message: ConversationMessage) => void
  readonly enlarge: (url: string, name: string) => void
  readonly showWhole: (key: string, whole: boolean) => void
  /** Null where nothing is encrypted. */
  readonly encryptedFiles: EncryptedFiles | null
}

interface MessageBubbleProps {
  readonly row: TimelineRow<ConversationMessage>
  /** All of a long text is shown. */
  readonly whole: boolean
  /** It was looked for. */
  readonly sought: boolean
  /** The newest of one's own: how far it has come is said in words. */
  readonly newest: boolean
  readonly actions: BubbleActions
}

/** A message, with what stands above it: the day, and where what is new begins. */
export function MessageBubble({ row, whole, sought, newest, actions }: MessageBubbleProps) {
  const { message, beginsDay, beginsNew, begins, ends } = row
  const { direction, id, state, reason, at, timestamp, queued } = message
  const own = direction === 'outgoing'
  const failed = state === 'failed'
  const corner = own ? (ends ? 'rounded-br-md' : 'rounded-r-md') : ends ? 'rounded-bl-md' : 'rounded-l-md'
  const colour = own ? 'bg-indigo-600 text-white' : 'bg-slate-100 dark:bg-slate-800'
  return (
    <div class={`px-3 sm:px-4 ${begins ? 'pt-2' : 'pt-0.5'}`}>
      {beginsDay && <DayLine at={at} />}
      {beginsNew && <NewLine />}
      <div
        data-testid="message"
        data-direction={direction}
        data-id={id}
        data-state={state}
        data-queued={queued}
        class={`group flex items-center gap-1 ${own ? 'flex-row-reverse' : ''}`}
      >
        <div
          class={`max-w-[85%] min-w-0 overflow-hidden rounded-2xl px-3.5 py-2 sm:max-w-[70%] ${corner} ${colour} ${sought ? 'ring-2 ring-amber-400' : ''}`}
        >
          <div data-testid="message-text" class="inline">
            <span class="sr-only">{own ? MESSAGE.youSaid : MESSAGE.theySaid} </span>
            <Body message={message} whole={whole} actions={actions} />
          </div>
          <p
            class={`relative top-1 float-right ml-3 flex items-center empty:hidden gap-1 text-xs tabular-nums select-none ${own ? 'text-indigo-100' : 'text-slate-600 dark:text-slate-300'}`}
          >
            {(ends || failed) && (
              <time dateTime={timestamp} title={fullTimeWords(at)}>
                {clockWords(at)}
              </time>
            )}
            <LockMark protection={message.protection} quiet={!ends && !failed} />
            {own && !failed && (ends || queued) && <StateMark message={message} spelled={newest} />}
          </p>
        </div>
        <button
          type="button"
          aria-label={MESSAGE.menu}
          title={MESSAGE.menu}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => actions.openMenu(message, currentTarget)}
          data-testid="message-menu"
          class="grid size-9 shrink-0 place-items-center rounded-full text-slate-600 opacity-0 group-hover:opacity-100 hover:bg-slate-100 focus-visible:opacity-100 pointer-coarse:opacity-60 dark:text-slate-300 dark:hover:bg-slate-700"
        >
          <Icon name="more" />
        </button>
      </div>
      {failed && (
        <p class="flex flex-wrap items-center justify-end gap-x-2 pt-1 text-sm text-rose-700 dark:text-rose-300">
          <Icon name="alert" className="size-4" />
          <span class="[overflow-wrap:anywhere]">{messageWords(state, reason)}</span>
          <button
            type="button"
            onClick={() => actions.resend(message)}
            data-testid="message-retry"
            class="min-h-8 font-medium underline underline-offset-2"
          >
            {MESSAGE.resend}
          </button>
        </p>
      )}
    </div>
  )
}

function Body({ message, whole, actions }: Pick<MessageBubbleProps, 'whole' | 'actions'> & { message: ConversationMessage }) {
  const content = messageContent(message)
  switch (content.kind) {
    case 'text':
      return <TextBody text={content.text} whole={whole} onWhole={(all) => actions.showWhole(message.key, all)} />
    case 'file': {
      const place = filePlace(content.file)
      const files = actions.encryptedFiles
      if (!content.file.isEncrypted || place?.kind !== 'gateway' || files === null)
        return <FileBody file={content.file} onEnlarge={actions.enlarge} />
      const { path } = place
      return <EncryptedFileBody message={message} transfer={content.file} path={path} files={files} onEnlarge={actions.enlarge} />
    }
    case 'picture':
      return <Picture url={content.url} name={MESSAGE.picture} onEnlarge={actions.enlarge} />
    case 'instead':
      return <em class="opacity-90">{content.words}</em>
  }
}

function DayLine({ at }: { at: number }) {
  return (
    <p class="flex justify-center py-3">
      <span class="rounded-full bg-slate-100 px-3 py-1 text-xs font-medium text-slate-700 dark:bg-slate-800 dark:text-slate-200">
        {dayWords(at, Date.now())}
      </span>
    </p>
  )
}

function NewLine() {
  return (
    <p
      class="flex items-center gap-3 py-2 text-xs font-medium text-indigo-700 before:h-px before:grow before:bg-indigo-300 after:h-px after:grow after:bg-indigo-300 dark:text-indigo-300 dark:before:bg-indigo-700 dark:after:bg-indigo-700"
      data-testid="new-messages"
    >
      {CONVERSATION.newMessages}
    </p>
  )
}
