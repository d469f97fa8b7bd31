import { expect, test } from 'vitest'
import { pairOf } from '../../../test/torture/sip/dialogs.ts'
import { response } from '../../../test/torture/sip/messages.ts'
import { requestWithin } from '../dialog-request.ts'
import { DigestClient } from '../digest-client.ts'
import { fieldOf, type SipHeaderField, type SipRequest } from '../message.ts'
import { AcceptedRefer, type ReferSettings } from './accepted-refer.ts'
import type { NotifierEffect } from './notifier-step.ts'
import { OutgoingRefer, type OutgoingReferEffect, type OutgoingReferSettings } from './outgoing-refer.ts'
import { referProgressOf } from './refer-progress.ts'
import { judgeRefer } from './refer-request.ts'

const field = (name: string, value: string): SipHeaderField => ({ name, value })
const carol = { displayName: '', target: 'sip:carol@example.com', method: 'INVITE', replaces: null }
const referral = { referTo: carol, referredBy: null, subscription: true }
const ours: OutgoingReferSettings = { contact: 'sip:alice@pc.example', headers: [], digest: null, random: () => 0.5 }
const theirs: ReferSettings = { contact: 'sip:bob@desk.example', headers: [], digest: null }

/** Alice refers Bob to Carol within their call; both sides share the dialog with it. */
function referring(changes: Partial<OutgoingReferSettings> = {}, what = referral) {
  const { alice, bob } = pairOf(200)
  const [here, there] = [
    { dialog: alice, shared: true },
    { dialog: bob, shared: true },
  ]
  const started = OutgoingRefer.start({ ...ours, ...changes }, here, what, 0)
  const [sent] = started?.effects ?? []
  if (!started || sent?.do !== 'send') throw new Error('nothing was sent')
  return { here, there, refer: started.refer, request: sent.request }
}

/** Bob takes it. */
function accepted() {
  const all = referring()
  const verdict = judgeRefer(all.request)
  if (!verdict.taken) throw new Error(verdict.why)
  const incoming = { key: 'r', request: all.request, toTag: 'b1', place: all.there, secure: false }
  const acceptance = AcceptedRefer.accept(theirs, incoming, verdict, 0)
  if (!acceptance.refer) throw new Error(`answered ${acceptance.response.status}`)
  return { ...all, bob: acceptance.refer, effects: acceptance.effects }
}

const sentIn = (effects: readonly (NotifierEffect | OutgoingReferEffect)[]): SipRequest => {
  const [request] = effects.flatMap((effect) => (effect.do === 'send' ? [effect.request] : []))
  if (!request) throw new Error('nothing was sent')
  return request
}
const kinds = (effects: readonly (NotifierEffect | OutgoingReferEffect)[]) =>
  effects.map((effect) => (effect.do === 'respond' ? effect.response.status : effect.do))

test('a transfer within a call is told step by step to its end', () => {
  const { refer, request, bob, effects } = accepted()
  expect(kinds(effects)).toEqual([202, 'send'])
  expect([request.method, fieldOf(request, 'Refer-To'), fieldOf(request, 'CSeq')]).toEqual([
    'REFER',
    '<sip:carol@example.com>',
    '11 REFER',
  ])
  expect(refer.step({ kind: 'response', response: response(request, 202) }, 10)).toEqual([{ do: 'accepted', subscription: true }])
  const progress: unknown[] = []
  const pass = (notify: SipRequest) => {
    expect(refer.isOurs(notify)).toBe(true)
    for (const effect of refer.step({ kind: 'notify', key: 'n', request: notify }, 20))
      progress.push(effect.do === 'notified' ? referProgressOf(effect.request)?.status : effect.do)
    return bob.step({ kind: 'response', response: response(notify, 200) }, 30)
  }
  const first = sentIn(effects)
  expect([fieldOf(first, 'Event'), fieldOf(first, 'Content-Type')]).toEqual(['refer;id=11', 'message/sipfrag;version=2.0'])
  pass(first)
  pass(sentIn(bob.report({ status: 180, reason: 'Ringing' }, 40)))
  pass(sentIn(bob.report({ status: 200, reason: 'OK' }, 50)))
  expect(progress).toEqual(['respond', 100, 'respond', 180, 'respond', 200, 'ended'])
  expect([refer.finished, refer.nextWake, bob.notifier.finished]).toEqual([true, null, true])
})

test('the dialog is shared: each request in it has the next number', () => {
  const { here, there, bob, effects } = accepted()
  const first = sentIn(effects)
  expect([fieldOf(first, 'CSeq'), here.dialog.localSequence, there.dialog.localSequence]).toEqual(['1 NOTIFY', 11, 1])
  const info = requestWithin(there.dialog, 'INFO', [])
  there.dialog = info.request ? info.dialog : there.dialog
  bob.step({ kind: 'response', response: response(first, 200) }, 10)
  expect(fieldOf(sentIn(bob.report({ status: 180, reason: 'Ringing' }, 20)), 'CSeq')).toBe('3 NOTIFY')
})

test('a recipient that spares us the NOTIFYs, or is asked to, answers and that is all', () => {
  const { refer, request } = referring({}, { ...referral, subscription: false })
  const verdict = judgeRefer(request)
  if (!verdict.taken) throw new Error(verdict.why)
  const incoming = { key: 'r', request, toTag: 'b1', place: null, secure: false }
  const acceptance = AcceptedRefer.accept(theirs, incoming, verdict, 0)
  const answer = acceptance.refer ? null : acceptance.response
  expect([answer?.status, answer && fieldOf(answer, 'Refer-Sub')]).toEqual([202, 'false'])
  if (answer) expect(refer.step({ kind: 'response', response: answer }, 10)).toEqual([{ do: 'accepted', subscription: false }])
  expect([refer.finished, refer.nextWake]).toEqual([true, null])
})

test('outside dialogs the 202 makes one', () => {
  const { request } = referring()
  const verdict = judgeRefer(request)
  if (!verdict.taken) throw new Error(verdict.why)
  const outside = { key: 'r', request, toTag: 'b1', place: null, secure: false }
  const acceptance = AcceptedRefer.accept(theirs, outside, verdict, 0)
  expect(acceptance.refer?.notifier.dialog).toMatchObject({ phase: 'confirmed', remoteTarget: 'sip:alice@pc.example' })
  const headers = request.headers.filter(({ name }) => name !== 'Contact')
  const homeless = AcceptedRefer.accept(theirs, { ...outside, request: { ...request, headers } }, verdict, 0)
  expect(homeless.refer === null && homeless.response.status).toBe(400)
})

test('a REFER that is refused, or that nobody answers, failed', () => {
  const refused = referring()
  expect(refused.refer.step({ kind: 'response', response: response(refused.request, 603) }, 10)).toEqual([
    { do: 'failed', status: 603 },
  ])
  expect(refused.refer.finished).toBe(true)
  const lost = referring()
  expect(lost.refer.step({ kind: 'failed', request: lost.request, reason: 'timeout' }, 10)).toEqual([
    { do: 'failed', status: 408 },
  ])
})

test('where a NOTIFY came, the peer does it, however the REFER was answered', () => {
  const { refer, request, effects } = accepted()
  expect(kinds(refer.step({ kind: 'notify', key: 'n', request: sentIn(effects) }, 10))).toEqual([200, 'notified'])
  expect(refer.step({ kind: 'failed', request, reason: 'timeout' }, 20)).toEqual([])
  expect(refer.finished).toBe(false)
})

test('a challenge is answered, and the NOTIFYs are those of the second REFER', () => {
  const secrets = [{ kind: 'password', password: 'p' }] as const
  const digest = new DigestClient([{ realm: null, username: 'alice', secrets }], () => 'cnonce')
  const { refer, request, there } = referring({ digest })
  const plain = response(request, 407)
  const headers = [...plain.headers, field('Proxy-Authenticate', 'Digest realm="r",nonce="n"')]
  const again = sentIn(refer.step({ kind: 'response', response: { ...plain, headers } }, 10))
  expect([fieldOf(again, 'CSeq'), fieldOf(again, 'Refer-To')]).toEqual(['12 REFER', '<sip:carol@example.com>'])
  const notify = (event: string) => {
    const made = requestWithin(there.dialog, 'NOTIFY', [field('Event', event)])
    if (!made.request) throw new Error(made.why)
    return made.request
  }
  expect(['refer;id=12', 'refer', 'refer;id=11', 'dialog'].map((event) => refer.isOurs(notify(event)))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('without a NOTIFY it ends after 32 s, and at once where nobody wants to know any more', () => {
  const silent = referring()
  silent.refer.step({ kind: 'response', response: response(silent.request, 202) }, 10)
  expect(silent.refer.nextWake).toBe(32_000)
  expect(silent.refer.step({ kind: 'wake' }, 32_000)).toMatchObject([{ do: 'ended', why: 'silent' }])
  const left = referring()
  expect([left.refer.step({ kind: 'unsubscribe' }, 10), left.refer.finished]).toEqual([[], true])
})

test('what the peer took cannot go on in a dialog that is over', () => {
  const { alice } = pairOf(200)
  const place = { dialog: { ...alice, phase: 'ended' as const }, shared: true }
  expect(OutgoingRefer.start(ours, place, referral, 0)).toBeNull()
})

test('a NOTIFY without a status line says nothing of the progress', () => {
  const { effects } = accepted()
  const notify = sentIn(effects)
  expect(referProgressOf(notify)).toEqual({ status: 100, reason: 'Trying' })
  expect(referProgressOf({ ...notify, body: new TextEncoder().encode('Subject: x\r\n') })).toBeNull()
  expect(referProgressOf({ ...notify, headers: [field('Content-Type', 'text/plain')] })).toBeNull()
})
