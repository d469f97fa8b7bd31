/** Error codes of the plugin (janus_videoroom.c) that can say why somebody is not in a room. */
export const ROOM_EXISTS = 427
const NO_SUCH_ROOM = 426
const NO_SUCH_FEED = 428
const ROOM_FULL = 432

export const FULL = 'the room is full'
export const ROOM_GONE = 'the room is gone'
export const PUBLISHER_GONE = 'the publisher is gone'

/** For what the plugin's own text would say wrong: to a room that was just removed it says what it said to somebody else before. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [NO_SUCH_ROOM, ROOM_GONE],
  [NO_SUCH_FEED, PUBLISHER_GONE],
  [ROOM_FULL, FULL],
])

/** Why something ended, by the plugin's error. */
export function refusalReason(detail: string, code: number): string {
  return TEXTS.get(code) ?? endReason(detail)
}

/** As clients may be told: they take a reason with "200" anywhere in it for a normal end ("Maximum number of publishers (200) …"). */
export function endReason(text: string): string {
  return text.includes('200') ? 'unspecified reason' : text
}
