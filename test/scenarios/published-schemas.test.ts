import { printImdn } from '@weft/protocols/im/imdn'
import { printIsComposing } from '@weft/protocols/im/is-composing'
import { printRcsFtHttp } from '@weft/protocols/im/rcs-ft-http'
import type { ConferenceEndpoint, ConferenceInfo, ConferenceUser } from '@weft/protocols/presence/conference-info'
import type { PidfTuple } from '@weft/protocols/presence/pidf'
import { printConferenceInfo } from '@weft/protocols/presence/print-conference-info'
import { printPidf } from '@weft/protocols/presence/print-pidf'
import { expect, test } from 'vitest'
import { describeSchemas, schemaFault } from './support/published-schema.ts'

const phone: ConferenceEndpoint = {
  entity: 'sip:alice@192.0.2.1:5060;transport=tls',
  state: 'full',
  displayText: 'Alice <at> home & "away"',
  referred: { when: '2026-07-17T08:41:52Z', reason: 'called in', by: 'sip:bob@example.com' },
  status: 'on-hold',
  joiningMethod: 'dialed-out',
  joined: { when: '2026-07-17T08:41:52.123000+00:00', reason: null, by: null },
  media: [
    { id: '1-message', type: 'message', status: 'sendrecv' },
    { id: '1-audio', type: 'audio', status: null },
  ],
  call: { callId: 'a84b4c76e66710', fromTag: '1', toTag: '2' },
}
const alice: ConferenceUser = {
  entity: 'sip:alice@example.com',
  state: 'full',
  displayText: 'Alice',
  endpoints: [phone, { ...phone, entity: 'sip:alice@192.0.2.2', referred: null, call: null }],
  screenImageUrl: 'https://conference.example.com/conference/room@conference.example.com/screensharing?image=a.jpg',
}
const room: ConferenceInfo = {
  entity: 'sip:room@conference.example.com',
  state: 'full',
  version: 4,
  description: {
    displayText: 'Ad-hoc conference',
    subject: '',
    freeText: 'Hosted by Weft',
    uris: [
      { uri: 'sip:room@conference.example.com', displayText: null, purpose: 'participation' },
      { uri: 'tel:+31201234567', displayText: 'Amsterdam', purpose: 'participation' },
    ],
    availableMedia: [{ label: 'message', type: 'message', status: 'sendrecv' }],
    files: [{ name: 'a "b" & c.pdf', hash: 'sha-1:00', size: 123, sender: 'sip:alice@example.com', status: 'OK' }],
    duration: 60,
  },
  webPage: 'https://example.com/',
  userCount: 1,
  active: true,
  locked: false,
  users: [alice],
  usersState: 'full',
}
/** The least that can be said. */
const bare: ConferenceInfo = {
  ...{ entity: 'sip:room@conference.example.com', state: 'partial', version: null, webPage: null },
  description: { displayText: null, subject: null, freeText: null, uris: [], availableMedia: [], files: [], duration: null },
  ...{ userCount: null, active: null, locked: null, users: [], usersState: 'partial' },
}

describeSchemas(
  ['conference', 'imdn', 'im-iscomposing', 'pidf', 'rcs-fthttp'],
  'documents that the published schemas are for',
  () => {
    test('who is in a conference, with all that can be said of it and with nothing, is valid', () => {
      expect(schemaFault('conference', printConferenceInfo(room))).toBeNull()
      expect(schemaFault('conference', printConferenceInfo(bare))).toBeNull()
    })

    test('a document that is not valid is told from one that is', () => {
      expect(schemaFault('conference', printConferenceInfo(room).replace('on-hold', 'asleep'))).toContain('asleep')
    })

    test('what became of a message is valid', () => {
      const imdn = {
        messageId: 'm1',
        dateTime: '2026-07-17T08:41:52Z',
        recipientUri: 'sip:bob@example.com',
        originalRecipientUri: 'sip:bob@example.com',
      }
      expect(schemaFault('imdn', printImdn({ ...imdn, kind: 'delivery', status: 'delivered' }))).toBeNull()
      expect(schemaFault('imdn', printImdn({ ...imdn, kind: 'display', status: 'displayed' }))).toBeNull()
    })

    test('that somebody is writing is valid', () => {
      const active = { state: 'active', lastActive: '2026-07-17T08:41:52Z', contentType: 'text/plain', refresh: 90 } as const
      expect(schemaFault('im-iscomposing', printIsComposing(active))).toBeNull()
    })

    test('who is there, with all that can be said of it, is valid', () => {
      const note = { text: 'Gone fishing', language: 'en' }
      const tuple: PidfTuple = {
        ...{ id: 'SID-1', basic: 'open', extended: 'away', contact: 'sip:juliet@example.com;gr=6f7263;xmpp', notes: [note] },
        ...{ device: { id: '6f7263', description: 'orchard' }, capabilities: { message: true, text: true } },
        timestamp: '2026-07-17T08:41:52Z',
      } as const
      const person = { id: 'PID-1', activities: ['away'], idle: true, notes: [note] }
      const entity = 'sip:juliet@example.com'
      expect(schemaFault('pidf', printPidf({ entity, tuples: [tuple], person, notes: [note] }))).toBeNull()
      expect(schemaFault('pidf', printPidf({ entity, tuples: [], person: null, notes: [] }))).toBeNull()
    })

    test('the offer of a file is valid', () => {
      const file = { name: 'a.jpg', size: 4092, contentType: 'image/jpeg', url: 'https://files.example.com/1/a.jpg', hash: null }
      expect(schemaFault('rcs-fthttp', printRcsFtHttp([{ ...file, until: '2026-08-17T08:41:52Z' }]))).toBeNull()
    })
  },
)
