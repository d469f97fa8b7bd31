// Which contacts of an address of record a request goes to (RFC 3261 §16.5, RFC 5626 §5.3).
import type { Binding } from './binding.ts'

/**
 * All of them, but of a device with several flows the one alone that it refreshed last: over each of them it would ring once more ("the proxy MUST NOT
 * … forward to … more than one flow of the same instance").
 */
export function targetSet<Contact extends Pick<Binding, 'key' | 'expiresAt'>>(contacts: readonly Contact[]): Contact[] {
  const newest = new Map<string, Contact>()
  for (const contact of contacts) {
    const device = deviceOf(contact)
    const other = newest.get(device)
    if (!other || other.expiresAt < contact.expiresAt) newest.set(device, contact)
  }
  return contacts.filter((contact) => newest.get(deviceOf(contact)) === contact)
}

/** The instance, where Outbound made the key. */
function deviceOf({ key }: Pick<Binding, 'key'>): string {
  return key.startsWith('<') ? key.slice(0, key.indexOf('>')) : key
}
