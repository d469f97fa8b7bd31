import { printRoute } from '../shell/route.ts'

/** What people open to come to the door of a room. @param room `room@domain` */
export const roomLink = (room: string, origin: string, base: string): string =>
  `${origin}${printRoute({ kind: 'room', room }, base)}`

/** Hands a link to whatever this device shares with, a phone's apps for instance, or copies it. */
export async function shareLink(link: string, title: string): Promise<'shared' | 'copied' | 'failed'> {
  if (typeof navigator.share === 'function' && window.matchMedia('(pointer: coarse)').matches) {
    try {
      await navigator.share({ url: link, title })
      return 'shared'
    } catch (error) {
      // Closing what was opened is a decision as well.
      if (error instanceof Error && error.name === 'AbortError') return 'shared'
    }
  }
  return (await copyLink(link)) ? 'copied' : 'failed'
}

/** Whether the link is in the clipboard now. */
export async function copyLink(link: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link)
    return true
  } catch {
    return false
  }
}
