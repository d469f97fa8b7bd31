import { expect, test } from 'vitest'
import { fileHash, fileSdp } from '../../../../test/scenarios/support/file-phone.ts'
import { isAnnounced, isWanted, readFileInvitation } from './sip-file-invitation.ts'

const bytes = new TextEncoder().encode('hello')
const digest = (algorithm: 'sha-1' | 'sha-256') =>
  Uint8Array.from(fileHash(bytes, algorithm).split(':').slice(1), (pair) => Number.parseInt(pair, 16))
const hello = { name: 'a.png', size: 5, sha1: digest('sha-1') }
const nothing = { name: null, type: null, size: null, hashes: [] }

function invitation(sdp: string | null, { from = '<sip:Alice@x.test;user=phone>', believed = true } = {}) {
  const headers = [
    { name: 'From', value: `${from};tag=1` },
    { name: 'To', value: '<sip:bob@x.test>' },
  ]
  const request = { kind: 'request', method: 'INVITE', uri: 'sip:bob@x.test', headers, body: new Uint8Array() } as const
  return { request, offer: sdp === null ? null : new TextEncoder().encode(sdp), believed }
}

const sdp = fileSdp('msrp://a.test:1/s;tcp', 'sendonly', { name: 'a.png', size: 5 })

test('who calls with a file, for whom, and where it is among the media, is in the invitation', () => {
  const audio = 'm=audio 4000 RTP/AVP 0\r\n'
  const reading = readFileInvitation(invitation(sdp.replace('m=message', `${audio}m=message`)), ['TCP/MSRP'])
  expect(reading).toMatchObject({
    invitation: { caller: expect.stringMatching(/^alice@x\.test$/i), called: 'bob@x.test', index: 1, transfer: 'push' },
  })
})

test.each([
  [488, null, {}],
  [400, 'nonsense', {}],
  [488, sdp.replace('TCP/MSRP', 'TCP/TLS/MSRP').replace('msrp:', 'msrps:'), {}],
  [403, sdp, { believed: false }],
  [400, sdp, { from: '<tel:+31>' }],
])('%i for another call', (status, offered, details) => {
  expect(readFileInvitation(invitation(offered, details), ['TCP/MSRP'])).toMatchObject({ read: false, answer: { status } })
})

test.each([
  [true, nothing],
  [true, { ...nothing, name: 'a.png', size: 5, type: 'text/plain', hashes: [fileHash(bytes)] }],
  [true, { ...nothing, name: 'a-12.png' }],
  [true, { ...nothing, name: '../a.png' }],
  [false, { ...nothing, name: 'b.png' }],
  [false, { ...nothing, size: 6 }],
  [false, { ...nothing, hashes: [fileHash(new Uint8Array(1))] }],
])('%s: that is meant by %j', (isMeant, selector) => {
  expect(isWanted(selector, hello)).toBe(isMeant)
})

test('a file of which no hash was noted is not known by one', () => {
  const old = { ...hello, sha1: new Uint8Array() }
  expect([isWanted({ ...nothing, hashes: [fileHash(bytes)] }, old), isWanted(nothing, old)]).toEqual([false, true])
})

test('what came is what was announced where every hash that was given is its own', () => {
  const found = { sha1: digest('sha-1'), sha256: digest('sha-256') }
  const other = new Uint8Array(1)
  const [one, two] = [fileHash(bytes), fileHash(bytes, 'sha-256')]
  expect([[], [one], [two], [one, two]].map((hashes) => isAnnounced({ ...nothing, hashes }, found))).toEqual(Array(4).fill(true))
  expect(
    [[fileHash(other)], [one, fileHash(other, 'sha-256')]].map((hashes) => isAnnounced({ ...nothing, hashes }, found)),
  ).toEqual([false, false])
})
