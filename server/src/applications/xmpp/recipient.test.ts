import { parseJid } from '@weft/protocols/xmpp/jid'
import { expect, test } from 'vitest'
import { recipientOf } from './recipient.ts'

const domains = { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) }

for (const [address, kind] of [
  ['sip.test', 'domain'],
  ['sip.test/anything', 'domain'],
  ['romeo@sip.test', 'user'],
  ['romeo@sip.test/phone', 'user'],
  ['conference.sip.test', 'service'],
  ['conference.sip.test/anything', 'service'],
  ['verona@conference.sip.test', 'room'],
  ['verona@conference.sip.test/romeo', 'occupant'],
  ['other.sip.test', 'nobody'],
  ['romeo@capulet.lit', 'nobody'],
] as const)
  test(`${address} is ${kind}`, () => {
    const to = parseJid(address)
    const recipient = to && recipientOf(to, domains)
    expect(recipient?.kind).toBe(kind)
    if (recipient?.kind === 'occupant') expect([recipient.room.resource, recipient.nick]).toEqual([null, 'romeo'])
  })
