/** What a key does in a room. */
export type RoomKey = 'microphone' | 'camera' | 'screen' | 'hand' | 'chat' | 'people' | 'full-screen' | 'mode'

const KEYS: Readonly<Record<string, RoomKey>> = {
  m: 'microphone',
  v: 'camera',
  s: 'screen',
  h: 'hand',
  c: 'chat',
  p: 'people',
  f: 'full-screen',
  g: 'mode',
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'repeat' | 'defaultPrevented'>

/**
 * What a key that was pressed is to do; null while somebody types, and for what the browser, or whatever is open above the room, has a use for.
 * @param busy whether the focus is where letters are written, or in something that is above the room
 */
export function roomKey(event: Pressed, busy: boolean): RoomKey | null {
  if (busy || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || event.defaultPrevented)
    return null
  const key = event.key.toLowerCase()
  return Object.hasOwn(KEYS, key) ? (KEYS[key] ?? null) : null
}

/** Whether letters that are typed now belong to something else: a field, a list, a menu, a dialogue. */
export const takesLetters = (focus: Element | null): boolean =>
  focus?.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"], dialog, [popover]') != null
