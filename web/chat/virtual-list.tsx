import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ScrollPlace } from './scroll-place.ts'

interface VirtualListProps {
  /** One for each row, from the top. */
  readonly keys: readonly string[]
  /** The row with that index. Its height may change at any time; its margins do not count. */
  readonly renderRow: (index: number) => ComponentChildren
  readonly label: string
  /** Where the list is to be moved to. */
  readonly place: ScrollPlace
  /** The first rows are near: more may be wanted before them. */
  readonly onNearTop: () => void
}

/** Of rows beyond what can be seen that are there already, pixels. */
const AHEAD = 900

/**
 * A list of which only the rows exist that can be seen or soon will be, however long it is. It begins at its end and stays there while
 * more comes, and what somebody reads does not move when rows come, go or change their height above it.
 */
export function VirtualList({ keys, renderRow, label, place, onNearTop }: VirtualListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const space = useRef<HTMLDivElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const drawn = useSignal(0)
  void drawn.value
  place.keys = keys
  const { first, end } = place.range(AHEAD)

  useLayoutEffect(() => {
    const [outer, whole, inner] = [scroller.current, space.current, rows.current]
    if (outer === null || whole === null || inner === null) return
    const redraw = (): void => {
      drawn.value++
    }
    return place.attach({ scroller: outer, space: whole, rows: inner }, redraw)
  }, [place])
  // After each drawing what was drawn is measured, before anybody sees it.
  useLayoutEffect(() => place.settle())
  useEffect(() => {
    if (place.nearTop) onNearTop()
  })

  const indices = Array.from({ length: end - first }, (_, index) => first + index)
  return (
    <div
      ref={scroller}
      role="feed"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
      tabIndex={0}
      data-testid="message-list"
      class="flex min-h-0 grow flex-col overflow-x-hidden overflow-y-auto overscroll-contain -outline-offset-2 [overflow-anchor:none]"
    >
      <div ref={space} class="relative mt-auto shrink-0">
        <div ref={rows} class="absolute inset-x-0 top-0 flex flex-col">
          {indices.map((index) => (
            <article
              key={keys[index]}
              aria-posinset={index + 1}
              aria-setsize={keys.length}
              data-row={keys[index]}
              tabIndex={-1}
              class={index === keys.length - 1 ? 'pb-3' : ''}
            >
              {renderRow(index)}
            </article>
          ))}
        </div>
      </div>
    </div>
  )
}
