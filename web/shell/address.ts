/**
 * Reads an address as people type it: with or without `sip:`, spaces or brackets around it, and without a domain for somebody at
 * the same place. Numbers lose the spaces, dashes and brackets between their digits.
 * @param domain of the account that calls; null where a domain must be given
 * @returns `user@domain`, or null for what can't be an address
 */
export function readAddress(typed: string, domain: string | null): string | null {
  const bare = typed
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .replace(/^sips?:/i, '')
  const at = bare.lastIndexOf('@')
  const user = at < 0 ? bare : bare.slice(0, at)
  const host = at < 0 ? domain : bare.slice(at + 1)
  const name = /^[+\d][\d\s().-]*$/.test(user) ? user.replace(/[\s().-]/g, '') : user
  if (host === null || !/^[^\s@;?/<>]+$/.test(name) || !/^[^\s@;?/<>]+$/.test(host)) return null
  return `${name}@${host}`
}

/** What follows the `@`. */
export const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1)

/** The domain of rooms at a domain, as the clients that exist make it up. */
const ROOMS = 'videoconference.'

/**
 * Reads the name of a room as people type it: with a domain or without one, which then is that of the rooms where the account is. Names
 * are the same in any case, and spaces in them become dashes.
 * @returns `room@domain`, or null for what can't be the name of a room
 */
export function readRoom(typed: string, domain: string): string | null {
  return readAddress(typed.trim().toLowerCase().replace(/\s+/g, '-'), `${ROOMS}${domain}`)
}

/** What a room is called: its name alone where it is one of the account's domain. */
export const roomName = (room: string, domain: string): string =>
  domainOf(room) === `${ROOMS}${domain}` ? room.slice(0, room.indexOf('@')) : room
