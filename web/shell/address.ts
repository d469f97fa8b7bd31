import type { PageConfig } from './page-config.ts'

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

/** Begins the domain of rooms at a domain, as the clients that exist make it up. */
const ROOMS = 'videoconference.'

/** Where the rooms of a domain are: at that of the operator for the operator's own domains. @param domain of the account that looks for them */
export function roomDomainOf(domain: string, { defaultDomain, conferenceDomain, guestDomain }: PageConfig): string {
  const own = domain === defaultDomain || domain === guestDomain || domain === ''
  return own && conferenceDomain !== null ? conferenceDomain : `${ROOMS}${domain}`
}

/**
 * Reads the name of a room as people type it. Names are the same in any case, and spaces in them become dashes.
 * @param roomDomain of rooms without a domain (`Session.roomDomain`)
 * @returns `room@domain`, or null for what can't be the name of a room
 */
export const readRoom = (typed: string, roomDomain: string): string | null =>
  readAddress(typed.trim().toLowerCase().replace(/\s+/g, '-'), roomDomain)

/** What a room is called: its name alone where that is enough. @param roomDomain of rooms without a domain (`Session.roomDomain`) */
export const roomName = (room: string, roomDomain: string): string =>
  domainOf(room) === roomDomain ? room.slice(0, room.indexOf('@')) : room
