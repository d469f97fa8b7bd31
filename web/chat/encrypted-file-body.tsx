import type { ConversationMessage } from '@weft/client/conversation-message'
import type { FileTransfer } from '@weft/client/file-transfer'
import { useEffect } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import { SECRET_FILE, SIGNATURE } from '../words/encryption.ts'
import { sizeWords } from '../words/figures.ts'
import { UNREADABLE } from '../words/messages.ts'
import type { DecryptedFile, EncryptedFiles } from './encrypted-files.ts'
import { LARGEST_PICTURE, PICTURES, Picture } from './file-body.tsx'

interface EncryptedFileBodyProps {
  readonly message: ConversationMessage
  readonly transfer: FileTransfer
  /** Where it is, at the gateway. */
  readonly path: string
  readonly files: EncryptedFiles
  readonly onEnlarge: (url: string, name: string) => void
}

/** An encrypted file: a picture comes up by itself, anything else is decrypted when somebody wants it, and then saved. */
export function EncryptedFileBody({ message, transfer, path, files, onEnlarge }: EncryptedFileBodyProps) {
  const file = files.file(message).value
  const isPicture = PICTURES.includes(transfer.type.toLowerCase()) && (transfer.size ?? 0) <= LARGEST_PICTURE
  const wanted = isPicture && file.kind === 'closed'
  useEffect(() => {
    if (wanted) void files.open(message, transfer, path)
  }, [wanted, files, message, transfer, path])

  if (file.kind === 'open' && isPicture) return <Picture url={file.url} name={file.name} onEnlarge={onEnlarge} />
  const about = [transfer.size !== null && sizeWords(transfer.size), stateWords(file)].filter((part) => part !== false)
  const card = (
    <>
      <span class="grid size-10 shrink-0 place-items-center rounded-lg bg-current/10">
        <Icon name={file.kind === 'open' ? 'file' : 'lock'} />
      </span>
      <span class="min-w-0 grow leading-snug">
        <bdi class="line-clamp-2 font-medium [overflow-wrap:anywhere]">
          {file.kind === 'open' ? file.name : transfer.name.replace(/\.asc$/i, '')}
        </bdi>
        <span class="block text-sm opacity-80">{about.join(' · ')}</span>
      </span>
    </>
  )
  const look = 'flex w-64 max-w-full items-center gap-3 rounded-lg py-1 text-left'
  if (file.kind === 'open')
    return (
      <a href={file.url} download={file.name} title={SECRET_FILE.save} data-testid="message-file" class={look}>
        {card}
        <Icon name="download" />
      </a>
    )
  return (
    <button
      type="button"
      disabled={file.kind === 'opening'}
      onClick={() => void files.open(message, transfer, path)}
      title={SECRET_FILE.open}
      data-testid="message-secret-file"
      data-state={file.kind}
      class={look}
    >
      {card}
    </button>
  )
}

function stateWords(file: DecryptedFile): string {
  switch (file.kind) {
    case 'closed':
      return SECRET_FILE.encrypted
    case 'opening':
      return SECRET_FILE.opening
    case 'open':
      return SIGNATURE[file.signature]
    case 'failed':
      return file.reason === 'gone' ? SECRET_FILE.gone : UNREADABLE[file.reason]
  }
}
