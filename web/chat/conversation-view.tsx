import { useSignal } from '@preact/signals'
import type { Contact } from '@weft/client/address-book-copy'
import type { ConversationMessage } from '@weft/client/conversation-message'
import { useMemo } from 'preact/hooks'
import { Confirm } from '../controls/confirm.tsx'
import { lazily } from '../controls/lazy.tsx'
import type { MenuItem } from '../controls/menu.tsx'
import type { Session } from '../shell/session.ts'
import { CONVERSATION, REMOVAL } from '../words/chat.ts'
import { nameOf } from '../words/people.ts'
import type { Chat } from './chat.ts'
import { Composer } from './composer.tsx'
import { ContactForm } from './contact-form.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { DropZone } from './drop-zone.tsx'
import type { EncryptionDetailsProps } from './encryption-details.tsx'
import { KeyChangeNotice } from './key-change-notice.tsx'
import { LockButton } from './lock-button.tsx'
import type { BubbleActions } from './message-bubble.tsx'
import { MessageDetails } from './message-details.tsx'
import { MessageLog } from './message-log.tsx'
import { MessageMenu } from './message-menu.tsx'
import type { OpenConversation } from './open-conversation.ts'
import { OutgoingList } from './outgoing-list.tsx'
import { OwnKeyNotice } from './own-key-notice.tsx'
import { PictureViewer } from './picture-viewer.tsx'

const EncryptionDetails = lazily<EncryptionDetailsProps>(async () => (await import('./encryption-details.tsx')).EncryptionDetails)

interface ConversationViewProps {
  readonly session: Session
  readonly chat: Chat
  readonly open: OpenConversation
}

/** What is in front of the conversation. */
type Front =
  | { readonly kind: 'menu'; readonly message: ConversationMessage; readonly button: HTMLElement }
  | { readonly kind: 'details' | 'removal'; readonly message: ConversationMessage }
  | { readonly kind: 'picture'; readonly url: string; readonly name: string }
  | { readonly kind: 'conversation-removal' | 'contact' | 'encryption' }
  | { readonly kind: 'contact-removal'; readonly known: Contact }

/** What was exchanged with somebody, and a place to write more. */
export function ConversationView({ session, chat, open }: ConversationViewProps) {
  const { contact, key } = open
  const { encryption } = chat
  const front = useSignal<Front | null>(null)
  const person = chat.person(contact)
  const known = chat.contacts.find(contact)
  const sendFiles = (files: readonly File[]): void => chat.files.send(contact, files, session.config.value.largestFile)
  const offline = session.accountState.value?.kind !== 'registered'
  const actions = useMemo<BubbleActions>(
    () => ({
      openMenu: (message, button) => {
        front.value = { kind: 'menu', message, button }
      },
      resend: (message) => chat.resend(message),
      enlarge: (url, name) => {
        front.value = { kind: 'picture', url, name }
      },
      showWhole: (message, whole) => open.showWhole(message, whole),
      encryptedFiles: chat.encryptedFiles,
    }),
    [chat, open],
  )

  const put = (next: Front) => () => {
    front.value = next
  }
  const call = (kind: 'audio' | 'video') => void session.calls.dial(contact, kind)
  const menu: readonly MenuItem[] = [
    // On phones the name has the place of the button.
    { words: CONVERSATION.videoCall, icon: 'video', onClick: () => call('video'), testId: 'chat-menu-video' },
    {
      words: known === null ? CONVERSATION.addContact : CONVERSATION.editContact,
      icon: known === null ? 'add-person' : 'edit',
      onClick: put({ kind: 'contact' }),
      testId: 'contact-edit',
    },
    ...(known === null
      ? []
      : [
          {
            ...({ words: CONVERSATION.removeContact, icon: 'trash', grave: true } as const),
            ...{ onClick: put({ kind: 'contact-removal', known }), testId: 'contact-remove' },
          },
        ]),
    {
      ...({ words: CONVERSATION.removeConversation, icon: 'trash', grave: true } as const),
      ...{ onClick: put({ kind: 'conversation-removal' }), testId: 'conversation-remove' },
    },
  ]

  return (
    <DropZone
      onFiles={sendFiles}
      className="relative flex min-h-0 min-w-0 grow flex-col bg-white dark:bg-slate-900"
      contact={contact}
    >
      <ConversationHeader
        person={person}
        note={known === null && person.displayName === '' ? CONVERSATION.notContact : contact}
        writing={chat.writing.value.has(key)}
        menu={menu}
        onBack={() => session.go({ kind: 'home' })}
        onCall={call}
      >
        {encryption && <LockButton encryption={encryption} contact={contact} onClick={put({ kind: 'encryption' })} />}
      </ConversationHeader>
      <MessageLog open={open} name={nameOf(person)} actions={actions} />
      <OutgoingList files={chat.files} contact={contact} />
      {encryption && <OwnKeyNotice encryption={encryption} onMore={() => session.go({ kind: 'settings' })} />}
      {encryption && <KeyChangeNotice encryption={encryption} contact={contact} onDetails={put({ kind: 'encryption' })} />}
      {offline && (
        <p role="status" class="px-4 py-1 text-center text-sm text-slate-600 dark:text-slate-300">
          {CONVERSATION.waitingToSend}
        </p>
      )}
      <Composer
        unable={false}
        draft={chat.drafts.of(key)}
        onSend={(text) => void chat.send(contact, text)}
        onType={(text) => chat.type(contact, text)}
        onFiles={sendFiles}
        focused
        name="message"
        textTestId="chat-text"
        sendTestId="chat-send"
      />
      <InFront
        session={session}
        chat={chat}
        contact={contact}
        front={front.value}
        onFront={(next) => {
          front.value = next
        }}
      />
    </DropZone>
  )
}

interface InFrontProps {
  readonly session: Session
  readonly chat: Chat
  readonly contact: string
  readonly front: Front | null
  readonly onFront: (front: Front | null) => void
}

function InFront({ session, chat, contact, front, onFront }: InFrontProps) {
  const close = (): void => onFront(null)
  switch (front?.kind) {
    case 'menu': {
      const { message, button } = front
      return (
        <MessageMenu
          message={message}
          button={button}
          onResend={() => chat.resend(message)}
          onDetails={() => onFront({ kind: 'details', message })}
          onRemove={() => onFront({ kind: 'removal', message })}
          onClose={close}
        />
      )
    }
    case 'details':
      return <MessageDetails message={front.message} account={session.account.value?.address ?? ''} onClose={close} />
    case 'removal': {
      const { message } = front
      return (
        <Confirm
          title={REMOVAL.message}
          hint={message.direction === 'outgoing' ? REMOVAL.ownMessageHint : REMOVAL.messageHint}
          confirm={REMOVAL.delete}
          cancel={REMOVAL.cancel}
          onConfirm={() => chat.remove(message)}
          onClose={close}
          testId="removal"
        />
      )
    }
    case 'conversation-removal':
      return (
        <Confirm
          title={REMOVAL.conversation}
          hint={REMOVAL.conversationHint}
          confirm={REMOVAL.delete}
          cancel={REMOVAL.cancel}
          onConfirm={() => {
            chat.removeConversation(contact)
            session.go({ kind: 'home' })
          }}
          onClose={close}
          testId="removal"
        />
      )
    case 'encryption':
      return (
        chat.encryption && (
          <EncryptionDetails
            encryption={chat.encryption}
            contact={contact}
            onSettings={() => session.go({ kind: 'settings' })}
            onClose={close}
          />
        )
      )
    case 'contact':
      return (
        <ContactForm
          session={session}
          contacts={chat.contacts}
          known={chat.contacts.find(contact)}
          address={contact}
          onClose={close}
        />
      )
    case 'contact-removal': {
      const { known } = front
      return (
        <Confirm
          title={REMOVAL.contact}
          hint={REMOVAL.contactHint}
          confirm={REMOVAL.removeIt}
          cancel={REMOVAL.cancel}
          onConfirm={() => void chat.contacts.remove(known)}
          onClose={close}
          testId="removal"
        />
      )
    }
    case 'picture':
      return <PictureViewer url={front.url} name={front.name} onClose={close} />
    default:
      return null
  }
}
