/** How else people reach a room, as its section of conference.ini says. */
export interface WaysIn {
  readonly advertiseXmppSupport: boolean
  /** As people write them. */
  readonly pstnAccessNumbers: readonly string[]
  /** `$room` in it stands for the room; null where there is no such page. */
  readonly webrtcGatewayUrl: string | null
}

/** What somebody is told who comes in. `others`: participants beside him, whatever their media (msrp-conference §7.2). */
export function welcomeText(room: string, others: number, ways: WaysIn): string {
  const { advertiseXmppSupport, pstnAccessNumbers, webrtcGatewayUrl } = ways
  const lines = [`${advertiseXmppSupport ? 'SIP/XMPP' : 'SIP'}: ${room}`]
  if (pstnAccessNumbers.length > 0) lines.push(`Phones: ${anyOf([...pstnAccessNumbers].sort())}`)
  if (webrtcGatewayUrl !== null) lines.push(`WEB: ${webrtcGatewayUrl.replaceAll('$room', () => room)}`)
  return `Welcome! ${company(others)} in the conference. Others can join by using:\n\n${lines.join('\n')}`
}

function company(others: number): string {
  if (others === 0) return 'You are the first participant'
  return others === 1 ? 'There is one more participant' : `There are ${others} more participants`
}

function anyOf(numbers: readonly string[]): string {
  const last = numbers.at(-1) ?? ''
  return numbers.length < 2 ? last : `${numbers.slice(0, -1).join(', ')} or ${last}`
}
