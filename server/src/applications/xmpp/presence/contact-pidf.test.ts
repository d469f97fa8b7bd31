import { parsePidf } from '@weft/protocols/presence/parse-pidf'
import type { Show } from '@weft/protocols/xmpp/presence'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { xml } from '@weft/protocols/xmpp/xml'
import { expect, test } from 'vitest'
import { StillClock } from '../../../../../test/scenarios/support/still-clock.ts'
import { ContactOnXmpp } from './contact-on-xmpp.ts'
import { pidfOfContact, type ResourcePresence } from './contact-pidf.ts'

const JULIET = { local: 'juliet', domain: 'capulet.lit', resource: null }
const device = (resource: string | null, show: Show | 'gone' | null): ResourcePresence => ({
  resource,
  availability: show === 'gone' ? null : { show, statuses: [], priority: 0 },
  at: 0,
})

for (const [show, basic, extended, activities] of [
  [null, 'open', 'available', []],
  ['chat', 'open', 'available', []],
  ['away', 'open', 'away', ['away']],
  ['xa', 'open', 'away', ['away']],
  ['dnd', 'open', 'busy', ['busy']],
  ['gone', 'closed', 'offline', []],
] as const)
  test(`a device that is ${show ?? 'there'} is ${basic}, ${extended}`, () => {
    const pidf = pidfOfContact(JULIET, [device('balcony', show)])
    expect(pidf?.tuples.map((tuple) => [tuple.basic, tuple.extended])).toEqual([[basic, extended]])
    expect(pidf?.person?.activities).toEqual(activities)
  })

test('who is free on one device is free, and who is nowhere does nothing', () => {
  const does = (...shows: (Show | null)[]) =>
    pidfOfContact(
      JULIET,
      shows.map((show, at) => device(`d${at}`, show)),
    )?.person?.activities
  expect([does('away', null), does('away', 'dnd'), does()]).toEqual([[], ['away', 'busy'], []])
})

test('a device is told by its name in hex, one without a name by its address', () => {
  const pidf = pidfOfContact({ ...JULIET, local: 'o\\27hara' }, [device('é/1', null), device(null, null)])
  expect(pidf?.tuples.map(({ id, contact }) => [id, contact])).toEqual([
    ['SID-c3a92f31', "sip:o'hara@capulet.lit;gr=c3a92f31;xmpp"],
    [`SID-${Buffer.from('o\\27hara@capulet.lit').toString('hex')}`, "sip:o'hara@capulet.lit;xmpp"],
  ])
})

test('an address that SIP has not is told of nobody', () => {
  expect(pidfOfContact({ ...JULIET, local: 'a\\20' }, [])).toBeNull()
})

test('a contact with devices of long names that say much is told as far as a NOTIFY goes, the newest first', () => {
  const contact = new ContactOnXmpp(JULIET, new StillClock())
  for (let at = 0; at < 40; at++) {
    const from = { ...JULIET, resource: `${at}${'r'.repeat(1000)}` }
    const said = Array.from({ length: 16 }, () => xml('status', 'jabber:server', {}, ['&'.repeat(50_000)]))
    const element = stanza('presence', { from }, said)
    contact.update({ kind: 'presence', type: null, id: null, from, to: JULIET, lang: null, element })
  }
  const body = contact.content()?.body ?? new Uint8Array()
  expect(body.length).toBeLessThanOrEqual(32_768)
  expect(parsePidf(body).tuples.map(({ device }) => device?.description?.slice(0, 3))).toEqual(['39r'])
})
