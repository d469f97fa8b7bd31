import { expect, test } from 'vitest'
import { parseRequest } from './request.ts'

const refused = (frame: object) => {
  const parsed = parseRequest(JSON.stringify({ transaction: 't', ...frame }))
  return parsed.kind === 'invalid' ? parsed.error : parsed.kind
}
const account = 'alice@example.com'
const disposition = { sylkrtc: 'account-disposition-notification', account, uri: account, message_id: 'm', timestamp: 't' }
const trickle = { sylkrtc: 'session-trickle', session: 's' }
const update = { sylkrtc: 'account-update-addressbook', account, action: 'add', type: 'contact' }

test.each<[string, object, string]>([
  ['a missing field', { sylkrtc: 'session-create' }, "Mandatory property 'session' of 'SessionCreateRequest' object is missing"],
  [
    'a missing field of an item of a list',
    { ...trickle, candidates: [{ candidate: '' }, { sdpMid: '0' }] },
    "Mandatory property 'candidate' of 'ICECandidate' object is missing",
  ],
  [
    'a missing field deep within',
    { ...update, data: { id: '1', name: 'x', uris: [{ id: '2' }] } },
    "Mandatory property 'uri' of 'ContactURI' object is missing",
  ],
  ['null for a mandatory field', { sylkrtc: 'session-terminate', session: null }, "Invalid value for 'session' property: None"],
  ['a wrong type', { ...trickle, candidates: { a: [true] } }, "Invalid value for 'candidates' property: {'a': [True]}"],
  [
    'a wrong type in a list',
    { sylkrtc: 'videoroom-invite', session: 's', participants: ['a@b.c', 5] },
    "Invalid value for 'participants' property: 5",
  ],
  [
    'a boolean that is none',
    { sylkrtc: 'videoroom-join', session: 's', account, uri: account, sdp: 'v', audio: 1 },
    "Invalid value for 'audio' property: 1",
  ],
  [
    'an integer with a fraction',
    { sylkrtc: 'account-sync-conversations', account, limit: 1.5 },
    "Invalid value for 'limit' property: 1.5",
  ],
  [
    'an integer that makes no sense',
    { sylkrtc: 'account-sync-conversations', account, limit: -1 },
    "Invalid value for 'limit' property: -1",
  ],
  [
    'a word that is not among two',
    { sylkrtc: 'videoroom-composing-indication', session: 's', state: 'busy' },
    "Invalid value for 'state' property: 'busy' (expected: active or idle)",
  ],
  [
    'a word that is not among five',
    { ...disposition, state: 'read' },
    "Invalid value for 'state' property: 'read' (expected: delivered, displayed, error, failed or forbidden)",
  ],
  ['no word at all', { ...disposition, state: 7 }, "Invalid value for 'state' property: 7"],
  [
    'a word that decides what else there must be',
    { ...update, type: 'groupMember' },
    "Invalid value for 'type' property: 'groupMember' (expected: contact, group or policy)",
  ],
  ['the lack of a word that decides', { sylkrtc: 'account-update-addressbook', account, type: 'group' }, missing('action')],
  ['a bad AOR', { sylkrtc: 'account-add', account: 'sip:alice', password: 'x' }, 'invalid SIP URI: sip:alice'],
  [
    'a bad AOR in a list',
    { sylkrtc: 'videoroom-invite', session: 's', participants: ['a@b.c', '../x@y'] },
    'invalid SIP URI: ../x@y',
  ],
  [
    'a text that is too short',
    { sylkrtc: 'account-add', account, password: '' },
    "the value's length must be between 1 and 9999 inclusive",
  ],
  [
    'a list that is too long',
    { sylkrtc: 'videoroom-configure', session: 's', active_participants: ['a', 'b', 'c'] },
    "the value's length must be between 0 and 2 inclusive",
  ],
])('%s', (_, frame, text) => {
  expect(refused(frame)).toBe(text)
})

function missing(field: string): string {
  return `Mandatory property '${field}' of 'AccountUpdateAddressBookRequest' object is missing`
}

test('the first thing that is wrong is told, in the order of the fields', () => {
  expect(refused({ sylkrtc: 'account-add', account: 5, password: 5 })).toBe("Invalid value for 'account' property: 5")
})
