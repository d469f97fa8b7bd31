import type { SipParty } from '../ports/sip-calls.ts'
import type { AccountEvent } from './events.ts'
import { networkPlace } from './network-place.ts'

/** A connection that holds an account, and has proved that it may. */
export interface Device {
  /** The account, exactly as the client wrote it. */
  readonly party: SipParty
  /** IP address that the client comes from. */
  readonly clientAddress: string
  /** In the connection's order. */
  tell(event: AccountEvent): void
  /** The digest HA1 of the account (RFC 7616 §3.4.2); null where it has none, or its authority does not accept it any more. Never rejects. */
  ha1(): Promise<string | null>
}

/** Tells devices of an account, wherever they are connected. */
export interface Announcer {
  /** `except`: a device that knows already. Returns how many others there are. */
  tell(account: string, event: AccountEvent, except?: Device): number
}

/** The form in which accounts are compared and kept. */
export function accountKey(address: string): string {
  return address.toLowerCase()
}

/** The devices that are connected to this process. Whoever only claims to have an account is none of them (sylkrtc-protocol §11 S3). */
export class Devices implements Announcer {
  readonly #devices = new Map<string, Set<Device>>()

  add(device: Device): void {
    const key = accountKey(device.party.uri)
    const devices = this.#devices.get(key)
    if (devices) devices.add(device)
    else this.#devices.set(key, new Set([device]))
  }

  remove(device: Device): void {
    const key = accountKey(device.party.uri)
    const devices = this.#devices.get(key)
    devices?.delete(device)
    if (devices?.size === 0) this.#devices.delete(key)
  }

  tell(account: string, event: AccountEvent, except?: Device): number {
    const others = [...(this.#devices.get(accountKey(account)) ?? [])].filter((device) => device !== except)
    for (const device of others) device.tell(event)
    return others.length
  }

  /** Whether a device of the account is connected from where that IP address is; of IPv6 addresses everybody has several. */
  isConnected(account: string, clientAddress: string): boolean {
    const place = networkPlace(clientAddress)
    return [...(this.#devices.get(accountKey(account)) ?? [])].some((device) => networkPlace(device.clientAddress) === place)
  }

  /** The HA1 of an account, as long as one of its devices is connected; null otherwise. Never rejects. */
  async ha1(account: string): Promise<string | null> {
    const [device] = this.#devices.get(accountKey(account)) ?? []
    return device ? device.ha1() : null
  }
}
