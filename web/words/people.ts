import type { Party } from '@weft/client/call'

/** What a person is called: by name if there is one, otherwise by address. */
export const nameOf = (party: Party): string => (party.displayName === '' ? party.uri : party.displayName)
