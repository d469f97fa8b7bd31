// Who connects to whom: the setup attribute for MSRP (RFC 6135 §4.2, RFC 4145 §4).

export type MsrpSetup = 'active' | 'passive' | 'actpass'

/** What an answerer that can be reached says to an offer, null where the offer says nothing: it waits, unless the offerer wants to (RFC 6135 §4.2.2). */
export function answeredSetup(offered: MsrpSetup | null): 'active' | 'passive' {
  return offered === 'passive' ? 'active' : 'passive'
}

/**
 * Whether we, who offered, are to connect. Who answers nothing knows only RFC 4975, by whose §5.4 the offerer connects. Null where the answer is none to
 * that offer: `actpass`, or the same as was offered.
 */
export function connectsAsOfferer(offered: MsrpSetup, answered: MsrpSetup | null): boolean | null {
  if (answered === null) return true
  return answered === 'actpass' || answered === offered ? null : answered === 'passive'
}

/** The value of the attribute; null where it is none. */
export function parseSetup(text: string): MsrpSetup | null {
  const word = text.trim().toLowerCase()
  return word === 'active' || word === 'passive' || word === 'actpass' ? word : null
}
