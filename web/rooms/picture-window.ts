import type { Stage } from './stage.ts'

/** Shows the picture of a participant in a window above all others, or no longer (W3C picture-in-picture). @param session room session of who it is */
export async function showInWindow(stage: Stage, session: string): Promise<void> {
  if (stage.window.value === session) {
    await document.exitPictureInPicture().catch(() => undefined)
    return
  }
  const video = document.querySelector<HTMLVideoElement>(`[data-session="${CSS.escape(session)}"] video`)
  if (video === null) return
  video.addEventListener(
    'leavepictureinpicture',
    () => {
      if (stage.window.value === session) stage.window.value = null
    },
    { once: true },
  )
  try {
    await video.requestPictureInPicture()
    stage.window.value = session
  } catch {
    // The browser has none to give now: everything stays where it was.
  }
}
