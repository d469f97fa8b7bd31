import { useEffect, useRef } from 'preact/hooks'
import { RoundButton } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { FILE } from '../words/files.ts'

interface PictureViewerProps {
  readonly url: string
  readonly name: string
  readonly onClose: () => void
}

/** A picture over everything else, as large as there is room. Escape, or a click beside it, puts it away. */
export function PictureViewer({ url, name, onClose }: PictureViewerProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key that closes it
    <dialog
      ref={dialog}
      aria-label={name}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={({ target }) => !(target instanceof HTMLImageElement) && onClose()}
      data-testid="picture-viewer"
      class="m-0 h-dvh max-h-none w-screen max-w-none flex-col bg-transparent p-4 text-white backdrop:bg-slate-950/90 open:flex"
    >
      <div class="flex items-center gap-3 pb-3">
        <bdi class="min-w-0 grow truncate">{name}</bdi>
        <a
          href={url}
          download={name}
          aria-label={FILE.download}
          title={FILE.download}
          onClick={(event) => event.stopPropagation()}
          class="grid size-13 place-items-center rounded-full bg-white/15 hover:bg-white/25"
        >
          <Icon name="download" className="size-6" />
        </a>
        <RoundButton label={FILE.close} icon="close" onClick={onClose} testId="picture-close" />
      </div>
      <img src={url} alt={name} class="m-auto min-h-0 max-w-full object-contain" />
    </dialog>
  )
}
