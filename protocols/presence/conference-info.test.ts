import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ConferenceEndpoint,
  type ConferenceFile,
  type ConferenceInfo,
  ConferenceInfoError,
  type ConferenceInfoFault,
  type ConferenceUser,
} from './conference-info.ts'
import { parseConferenceInfo } from './parse-conference-info.ts'
import { printConferenceInfo, printForWatchers } from './print-conference-info.ts'

const phone: ConferenceEndpoint = {
  entity: 'sip:alice@192.0.2.1:5060',
  state: 'full',
  displayText: 'Alice',
  referred: null,
  status: 'connected',
  joiningMethod: 'dialed-in',
  joined: { when: '2026-07-17T08:41:52+00:00', reason: null, by: null },
  media: [{ id: '1', type: 'message', status: null }],
  call: null,
}
const alice: ConferenceUser = {
  ...{ entity: 'sip:alice@example.com', state: 'full', displayText: 'Alice', screenImageUrl: null },
  endpoints: [phone],
}
const file: ConferenceFile = { name: 'a.pdf', hash: 'sha-1:00', size: 123, sender: 'sip:alice@example.com', status: 'OK' }
const room: ConferenceInfo = {
  entity: 'sip:room@conference.example.com',
  state: 'full',
  version: 1,
  description: {
    displayText: 'Ad-hoc conference',
    subject: '',
    freeText: 'Hosted by Weft',
    uris: [{ uri: 'sip:room@conference.example.com', displayText: null, purpose: 'participation' }],
    availableMedia: [{ label: 'message', type: 'message', status: 'sendrecv' }],
    files: [file],
    duration: 60,
  },
  webPage: 'https://example.com/',
  userCount: 1,
  active: true,
  locked: null,
  users: [alice],
  usersState: 'full',
}

function fault(run: () => unknown): ConferenceInfoFault | null {
  try {
    run()
  } catch (error) {
    if (error instanceof ConferenceInfoError) return error.fault
    throw error
  }
  return null
}

/** A document around these elements. */
const info = (elements: string) =>
  `<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" xmlns:agp-conf="urn:ag-projects:xml:ns:conference-info" entity="sip:r@h">${elements}</conference-info>`

test('a document is printed in the order of the schema, with the extensions of AG Projects (msrp-conference §9.3)', () => {
  expect(printConferenceInfo(room).replaceAll('><', '>\n<').split('\n')).toEqual([
    "<?xml version='1.0' encoding='UTF-8'?>",
    '<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" xmlns:agp-conf="urn:ag-projects:xml:ns:conference-info" entity="sip:room@conference.example.com" state="full" version="1">',
    '<conference-description>',
    '<display-text>Ad-hoc conference</display-text>',
    '<subject/>',
    '<free-text>Hosted by Weft</free-text>',
    '<conf-uris>',
    '<entry>',
    '<uri>sip:room@conference.example.com</uri>',
    '<purpose>participation</purpose>',
    '</entry>',
    '</conf-uris>',
    '<available-media>',
    '<entry label="message">',
    '<type>message</type>',
    '<status>sendrecv</status>',
    '</entry>',
    '</available-media>',
    '<agp-conf:resources>',
    '<agp-conf:files>',
    '<agp-conf:file name="a.pdf" hash="sha-1:00" size="123" sender="sip:alice@example.com" status="OK"/>',
    '</agp-conf:files>',
    '</agp-conf:resources>',
    '<agp-conf:duration>60</agp-conf:duration>',
    '</conference-description>',
    '<host-info>',
    '<web-page>https://example.com/</web-page>',
    '</host-info>',
    '<conference-state>',
    '<user-count>1</user-count>',
    '<active>true</active>',
    '</conference-state>',
    '<users state="full">',
    '<user entity="sip:alice@example.com" state="full">',
    '<display-text>Alice</display-text>',
    '<endpoint entity="sip:alice@192.0.2.1:5060" state="full">',
    '<display-text>Alice</display-text>',
    '<status>connected</status>',
    '<joining-method>dialed-in</joining-method>',
    '<joining-info>',
    '<when>2026-07-17T08:41:52+00:00</when>',
    '</joining-info>',
    '<media id="1">',
    '<type>message</type>',
    '</media>',
    '</endpoint>',
    '</user>',
    '</users>',
    '</conference-info>',
  ])
})

test('without files there are no resources', () => {
  expect(printConferenceInfo({ ...room, description: { ...room.description, files: [] } })).not.toContain('resources')
})

test('watchers are told the same in versions of their own (RFC 4575 §4.2)', () => {
  const print = printForWatchers(room)
  expect(print(1)).toBe(printConferenceInfo(room))
  expect(print(7)).toBe(printConferenceInfo({ ...room, version: 7 }))
  expect(fault(() => print(-1))).toBe('bad-value')
})

test('[N4] two devices are two endpoints of one user', () => {
  const users = [{ ...alice, endpoints: [phone, { ...phone, entity: 'sip:alice@192.0.2.2' }] }]
  const [user, ...others] = parseConferenceInfo(printConferenceInfo({ ...room, users })).users
  expect(others).toEqual([])
  expect(user?.endpoints.map(({ entity }) => entity)).toEqual(['sip:alice@192.0.2.1:5060', 'sip:alice@192.0.2.2'])
})

test('what XML cannot carry in the name of one does not keep the document from the others', () => {
  const users = [{ ...alice, displayText: 'Al\u0007ice</display-text>' }]
  expect(parseConferenceInfo(printConferenceInfo({ ...room, users })).users[0]?.displayText).toBe('Al\ufffdice</display-text>')
})

test.each<[string, Partial<ConferenceInfo>]>([
  ['a version that is not whole', { version: 0.5 }],
  ['a version below zero', { version: -1 }],
  ['a count beyond 32 bits', { userCount: 2 ** 32 }],
  ['a size that is none', { description: { ...room.description, files: [{ ...file, size: Number.NaN }] } }],
  ['a time that is none', { users: [{ ...alice, endpoints: [{ ...phone, joined: { when: 'now', reason: null, by: null } }] }] }],
])('%s is not printed', (_what, wrong) => {
  expect(fault(() => printConferenceInfo({ ...room, ...wrong }))).toBe('bad-value')
})

test('what an older server says is read, in any order', () => {
  const users =
    '<users><user entity="sip:a@h"><agp-conf:screen_image_url> http://h/1.jpg </agp-conf:screen_image_url>' +
    '<endpoint entity="sip:a@1"><status>on-hold</status><media id="1"><type>audio</type></media></endpoint></user></users>'
  const read = parseConferenceInfo(info(`${users}<conference-state><active>1</active></conference-state>`))
  expect(read).toMatchObject({
    entity: 'sip:r@h',
    state: 'full',
    version: null,
    active: true,
    userCount: null,
    usersState: 'full',
  })
  expect(read.users).toMatchObject([
    { screenImageUrl: 'http://h/1.jpg', endpoints: [{ status: 'on-hold', joined: null, media: [{ id: '1', type: 'audio' }] }] },
  ])
})

test('what cannot be read counts as missing, what nobody knows is skipped', () => {
  const read = parseConferenceInfo(
    info(
      '<x:y xmlns:x="urn:x"/><conference-description><conf-uris><entry/></conf-uris><available-media><entry/></available-media>' +
        '<agp-conf:resources><agp-conf:files><agp-conf:file name="a" size="b"/></agp-conf:files></agp-conf:resources></conference-description>' +
        '<conference-state><user-count>4294967296</user-count><active>yes</active></conference-state><users state="odd"><user/>' +
        '<user entity="sip:a@h"><endpoint><status>asleep</status><joining-info><when>once</when></joining-info><media/></endpoint></user></users>',
    ),
  )
  expect(read.description).toMatchObject({ uris: [], availableMedia: [], files: [] })
  expect(read).toMatchObject({ userCount: null, active: null, usersState: 'full' })
  expect(read.users.map(({ endpoints }) => endpoints)).toEqual([
    [
      {
        ...phone,
        entity: '',
        displayText: null,
        status: null,
        joiningMethod: null,
        joined: { when: null, reason: null, by: null },
        media: [],
      },
    ],
  ])
})

test.each<[ConferenceInfoFault, string]>([
  ['not-well-formed', '<conference-info'],
  ['not-conference-info', '<conference-info entity="sip:r@h"/>'],
  ['not-conference-info', '<conference-info xmlns="urn:ietf:params:xml:ns:conference-info"/>'],
  ['not-conference-info', '<presence xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:r@h"/>'],
  ['too-deep', info('<a>'.repeat(12) + '</a>'.repeat(12))],
  ['not-allowed', `<!DOCTYPE x>${info('')}`],
])('%s: %s is refused', (expected, document) => {
  expect(fault(() => parseConferenceInfo(document))).toBe(expected)
})

test('what is printed reads back the same', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((given) => given.trim() === given && !/[\p{Cc}\p{Surrogate}\ufffe\uffff]/u.test(given))
  const maybe = fc.option(text)
  const count = fc.nat()
  const event = fc.record({ when: fc.constantFrom(null, '2026-07-17T08:41:52Z'), reason: maybe, by: maybe })
  const state = fc.constantFrom('full', 'partial', 'deleted')
  const direction = fc.constantFrom(null, 'sendrecv', 'sendonly', 'recvonly', 'inactive')
  const endpoint = fc.record({
    ...{ entity: text, state, displayText: maybe, referred: fc.option(event), joined: fc.option(event) },
    status: fc.constantFrom(null, 'connected', 'on-hold', 'dialing-out', 'alerting'),
    joiningMethod: fc.constantFrom(null, 'dialed-in', 'dialed-out', 'focus-owner'),
    media: fc.array(fc.record({ id: text, type: maybe, status: direction }), { maxLength: 2 }),
    call: fc.option(fc.record({ callId: text, fromTag: text, toTag: text })),
  })
  const user = fc.record({
    entity: text,
    state,
    displayText: maybe,
    screenImageUrl: maybe,
    endpoints: fc.array(endpoint, { maxLength: 2 }),
  })
  const description = fc.record({
    ...{ displayText: maybe, subject: maybe, freeText: maybe, duration: fc.option(count) },
    uris: fc.array(fc.record({ uri: text, displayText: maybe, purpose: maybe }), { maxLength: 2 }),
    availableMedia: fc.array(fc.record({ label: text, type: text, status: direction }), { maxLength: 2 }),
    files: fc.array(fc.record({ name: text, hash: text, size: count, sender: text, status: text }), { maxLength: 2 }),
  })
  const anyInfo: fc.Arbitrary<ConferenceInfo> = fc.record({
    ...{ entity: text, state, description, webPage: maybe, usersState: state, users: fc.array(user, { maxLength: 3 }) },
    ...{
      version: fc.option(count),
      userCount: fc.option(count),
      active: fc.option(fc.boolean()),
      locked: fc.option(fc.boolean()),
    },
  })
  fc.assert(
    fc.property(anyInfo, (given) => {
      expect(parseConferenceInfo(printConferenceInfo(given))).toEqual(given)
    }),
  )
})
