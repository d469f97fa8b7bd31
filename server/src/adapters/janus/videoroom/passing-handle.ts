import type { JanusHandle } from '../handle.ts'
import type { JanusSession } from '../session.ts'

/** As `attach` names it. */
export const VIDEO_ROOM_PLUGIN = 'janus.plugin.videoroom'

/**
 * Takes a handle for what any handle may ask, and gives it back. Rooms come and go seldom, and this takes 1 ms: so there is no handle for them
 * that would have to be found again after Janus was away. Rejects with Refusal, and as `use` does.
 */
export async function withPassingHandle<T>(session: JanusSession, use: (handle: JanusHandle) => Promise<T>): Promise<T> {
  const handle = await session.attach(VIDEO_ROOM_PLUGIN, () => {})
  try {
    return await use(handle)
  } finally {
    await handle.detach()
  }
}
