/** Without escapes, parameters, and what means something to paths and URLs; the name of a room is a folder's name as well (sylkrtc-protocol §11 S1). */
const ROOM = /^[a-z0-9_~!$&'()*+,=-][a-z0-9_~!$&'()*+,=.-]*@[a-z0-9[][a-z0-9.:[\]-]*$/
const LONGEST_NAME = 200

/**
 * The form in which a room's address is compared and kept, null for what cannot be a room's: `user@host` in lower case, since uploads and downloads name
 * rooms that way.
 */
export function roomName(address: string): string | null {
  const name = address.toLowerCase()
  return name.length <= LONGEST_NAME && ROOM.test(name) && !name.includes('..') ? name : null
}
