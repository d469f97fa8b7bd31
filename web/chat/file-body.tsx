import { useSignal } from '@preact/signals'
import type { FileTransfer } from '@weft/client/file-transfer'
import { Icon } from '../controls/icon.tsx'
import { sizeWords } from '../words/figures.ts'
import { elsewhereWords, FILE } from '../words/files.ts'
import { type FilePlace, filePlace } from './file-place.ts'

interface FileBodyProps {
  readonly file: FileTransfer
  /** Shows a picture as large as there is room. */
  readonly onEnlarge: (url: string, name: string) => void
}

/** Types that the gateway lets a page show, and that are pictures and nothing else. */
export const PICTURES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
/** Larger ones are fetched when somebody wants to see them, bytes. */
export const LARGEST_PICTURE = 8_000_000

const typeOf = ({ type }: FileTransfer): string => (type.split(';', 1)[0] ?? '').trim().toLowerCase()

/** A file that was sent: a picture or something to listen to where it is one, and otherwise what it is and how large. */
export function FileBody({ file, onEnlarge }: FileBodyProps) {
  const broken = useSignal(false)
  const place = filePlace(file)
  const path = place?.kind === 'gateway' ? place.path : null
  const type = typeOf(file)
  if (path !== null && !broken.value && PICTURES.includes(type) && (file.size ?? 0) <= LARGEST_PICTURE)
    return (
      <Picture
        url={path}
        name={file.name}
        onEnlarge={onEnlarge}
        onError={() => {
          broken.value = true
        }}
      />
    )
  return (
    <>
      <FileCard file={file} place={place} broken={broken.value} />
      {path !== null && type.startsWith('audio/') && (
        // biome-ignore lint/a11y/useMediaCaption: nobody wrote down what is said in it
        <audio
          controls
          preload="none"
          src={path}
          aria-label={file.name}
          class="mt-1 w-64 max-w-full"
          data-testid="message-audio"
        />
      )}
    </>
  )
}

interface PictureProps {
  readonly url: string
  readonly name: string
  readonly onEnlarge: (url: string, name: string) => void
  readonly onError?: () => void
}

/** A picture in a frame whose size does not depend on it, so that nothing moves when it comes. */
export function Picture({ url, name, onEnlarge, onError }: PictureProps) {
  return (
    <button
      type="button"
      aria-label={`${FILE.enlarge}: ${name}`}
      title={name}
      onClick={() => onEnlarge(url, name)}
      data-testid="message-picture"
      class="-mx-2 -mt-1 block h-48 w-64 max-w-[calc(100%+1rem)] cursor-zoom-in overflow-hidden rounded-xl bg-slate-500/20"
    >
      <img src={url} alt={name} loading="lazy" decoding="async" onError={onError} class="size-full object-cover" />
    </button>
  )
}

interface FileCardProps {
  readonly file: FileTransfer
  readonly place: FilePlace | null
  /** It should be a picture, and is none. */
  readonly broken: boolean
}

function FileCard({ file, place, broken }: FileCardProps) {
  const { name, size, until } = file
  const type = typeOf(file)
  const about = [
    size !== null && sizeWords(size),
    type,
    broken && FILE.broken,
    until !== null && Date.parse(until) < Date.now() && FILE.gone,
    place?.kind === 'elsewhere' && elsewhereWords(place.host),
  ]
  const card = (
    <>
      <span class="grid size-10 shrink-0 place-items-center rounded-lg bg-current/10">
        <Icon name="file" />
      </span>
      <span class="min-w-0 grow leading-snug">
        <bdi class="line-clamp-2 font-medium [overflow-wrap:anywhere]">{name}</bdi>
        <span class="block truncate text-sm opacity-80">{about.filter((part) => part !== false).join(' · ')}</span>
      </span>
      {place !== null && <Icon name="download" />}
    </>
  )
  const look = 'flex w-64 max-w-full items-center gap-3 py-1'
  if (place === null) return <span class={look}>{card}</span>
  const link = place.kind === 'gateway' ? { href: place.path, download: name } : { href: place.href, target: '_blank' }
  return (
    <a {...link} rel="noopener noreferrer" data-testid="message-file" class={`${look} rounded-lg`}>
      {card}
    </a>
  )
}
