import { expect, test } from 'vitest'
import { pairOf } from '../../test/torture/sip/dialogs.ts'
import { request } from '../../test/torture/sip/messages.ts'
import { fieldOf, type SipRequest } from './message.ts'
import { refusalOf, SessionDialog } from './session-dialog.ts'

const settings = { contact: 'sip:alice@pc.example', timer: { interval: null, minimum: 90 }, digest: null, random: () => 0 }
const resting = () =>
  new SessionDialog(settings, {
    dialog: pairOf(200).alice,
    ownsCallId: true,
    timer: null,
    leastInterval: 0,
    updates: false,
    description: null,
  })
const OURS = new Uint8Array([1])
const described: SipRequest = {
  ...request('UPDATE', { more: [{ name: 'Content-Type', value: 'application/sdp' }] }),
  body: new Uint8Array([2]),
}

test('our description counts once it is agreed on, be it answer or offer', () => {
  const answering = resting()
  expect(answering.hear(described, 'UPDATE')).toMatchObject([{ do: 'described', role: 'offer', in: 'UPDATE' }])
  expect(answering.speak(OURS, 'UPDATE-2xx')).toBe(true)
  expect(answering.state.description).toBe(OURS)
  const offering = resting()
  expect([offering.speak(OURS, 'UPDATE'), offering.description]).toEqual([true, null])
  offering.hear(described, 'UPDATE-2xx')
  expect(offering.description).toBe(OURS)
})

test('what is neither offer nor answer is not told, nor to be sent', () => {
  expect(resting().hear(described, 'ACK')).toEqual([])
  expect(resting().hear(request('UPDATE'), 'UPDATE')).toEqual([])
  expect([resting().speak(OURS, '2xx'), resting().speak(null, 'UPDATE')]).toEqual([false, false])
})

test('whether the peer takes UPDATE is what its last Allow says', () => {
  const session = resting()
  session.learn(request('INVITE', { more: [{ name: 'Allow', value: 'INVITE, UPDATE' }] }))
  session.learn(request('INVITE'))
  expect(session.updates).toBe(true)
  session.forgetUpdates()
  expect(session.updates).toBe(false)
})

test('an interval that is too short is refused with ours', () => {
  const more = [
    { name: 'Supported', value: 'timer' },
    { name: 'Session-Expires', value: '60' },
  ]
  const refusal = refusalOf(request('INVITE', { more }), settings, 'b1', 0)
  expect([refusal?.status, refusal && fieldOf(refusal, 'Min-SE')]).toEqual([422, '90'])
  expect(refusalOf(described, settings, null, 0)).toBeNull()
})
