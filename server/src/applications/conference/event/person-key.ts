import { addressKey } from '../../../core/address-key.ts'

/** The form in which somebody is looked for who is to leave: registrars often take `BOB` for `bob`, and whoever removes him means both (msrp-conference §10.1). */
export function personKey(address: string): string {
  return addressKey(address).toLowerCase()
}
