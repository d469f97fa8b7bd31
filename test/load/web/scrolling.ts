import type { Locator } from 'playwright-core'

export interface Scrolled {
  /** ms between one picture and the next, in order. */
  readonly frames: readonly number[]
  /** Elements on the page, when there were most. */
  readonly mostNodes: number
  /** Pixels that were really passed. */
  readonly distance: number
}

/** Scrolls a list upwards as steadily as pictures come. @param speed pixels a second @param duration ms */
export function scrollUp(list: Locator, speed: number, duration: number): Promise<Scrolled> {
  return list.evaluate(
    async (element, options) => {
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
      const frames: number[] = []
      let [mostNodes, distance, last] = [0, 0, await nextFrame()]
      const end = last + options.duration
      while (last < end) {
        const now = await nextFrame()
        frames.push(now - last)
        // Nobody's finger moves further while a picture is late.
        const step = Math.min(element.scrollTop, (Math.min(now - last, 50) / 1000) * options.speed)
        element.scrollTop -= step
        distance += step
        mostNodes = Math.max(mostNodes, document.getElementsByTagName('*').length)
        last = now
      }
      return { frames, mostNodes, distance }
    },
    { speed, duration },
  )
}
