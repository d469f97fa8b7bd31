import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../controls/icon.tsx'
import { COMPOSER } from '../words/chat.ts'

interface DropZoneProps {
  readonly children: ComponentChildren
  readonly onFiles: (files: readonly File[]) => void
  readonly className: string
  /** For tests: with whom. */
  readonly contact: string
}

/** Takes files that are dropped anywhere on what is in it, and says so while they are held above it. */
export function DropZone({ children, onFiles, className, contact }: DropZoneProps) {
  const held = useSignal(false)
  /** Elements within are entered before those around them are left. */
  const depth = useRef(0)

  const ofFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  function move(event: DragEvent, step: number): void {
    if (!ofFiles(event)) return
    event.preventDefault()
    depth.current = Math.max(0, depth.current + step)
    held.value = depth.current > 0
  }

  function drop(event: DragEvent): void {
    if (!ofFiles(event)) return
    event.preventDefault()
    depth.current = 0
    held.value = false
    // A folder has neither type nor content that could be sent.
    const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.webkitGetAsEntry()?.isDirectory !== true)
    const files = items.flatMap((item) => item.getAsFile() ?? [])
    if (files.length > 0) onFiles(files)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here can be chosen with a button as well
    <div
      onDragEnter={(event) => move(event, 1)}
      onDragOver={(event) => ofFiles(event) && event.preventDefault()}
      onDragLeave={(event) => move(event, -1)}
      onDrop={drop}
      class={className}
      data-testid="open-conversation"
      data-contact={contact}
    >
      {children}
      {held.value && (
        <div class="pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-2xl border-2 border-dashed border-indigo-500 bg-indigo-50/95 text-indigo-800 dark:bg-indigo-950/95 dark:text-indigo-100">
          <p class="flex flex-col items-center gap-3 text-lg font-medium" data-testid="drop-here">
            <Icon name="attach" className="size-10" />
            {COMPOSER.drop}
          </p>
        </div>
      )}
    </div>
  )
}
