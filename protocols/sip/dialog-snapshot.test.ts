import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pairOf } from '../../test/torture/sip/dialogs.ts'
import type { Dialog } from './dialog.ts'
import { receiveWithin } from './dialog-answer.ts'
import { requestWithin } from './dialog-request.ts'
import { restoreDialog } from './dialog-snapshot.ts'
import { printMessage } from './print-message.ts'

const snapshot = (dialog: Dialog): unknown => JSON.parse(JSON.stringify(dialog))

test('a dialog that was kept as JSON is the dialog it was', () => {
  for (const dialog of [pairOf(180).alice, pairOf(200).bob, { ...pairOf(200).alice, phase: 'ended' as const }])
    expect(restoreDialog(snapshot(dialog))).toEqual(dialog)
})

test('whoever speaks, however often, and whenever both are kept and restored, each takes what the other says', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ alice: fc.boolean(), restored: fc.boolean() }), { maxLength: 40 }), (turns) => {
      let { alice, bob } = pairOf(200)
      for (const turn of turns) {
        if (turn.restored) {
          alice = restoreDialog(snapshot(alice)) ?? alice
          bob = restoreDialog(snapshot(bob)) ?? bob
        }
        const made = requestWithin(turn.alice ? alice : bob, 'INFO', [])
        if (made.request === null) throw new Error(made.why)
        const taken = receiveWithin(turn.alice ? bob : alice, made.request)
        expect(taken.accepted).toBe(true)
        if (!taken.accepted) return
        ;[alice, bob] = turn.alice ? [made.dialog, taken.dialog] : [taken.dialog, made.dialog]
      }
    }),
  )
})

test('what is no dialog is not restored', () => {
  const good = pairOf(200).alice
  const changes: Record<string, unknown>[] = [
    { phase: 'over' },
    { callId: '' },
    { callId: 'a\r\nVia: x' },
    { local: '<sip:alice@alice.example>' },
    { local: '<sip:alice@alice.example>;tag=a\r\nX: y' },
    { remote: 'rubbish' },
    { localSequence: 2 ** 31 },
    { localSequence: 1.5 },
    { remoteSequence: '1' },
    { remoteTarget: 'tel:1' },
    { remoteTarget: 'sip:a@b\r\nX: y' },
    { routeSet: ['<sip:p;lr>', 1] },
    { routeSet: ['rubbish'] },
    { routeSet: Array(71).fill('<sip:p;lr>') },
    { routeSet: '<sip:p;lr>' },
    { secure: 0 },
  ]
  for (const change of changes) expect(restoreDialog({ ...good, ...change })).toBeNull()
  for (const value of [null, undefined, 1, 'dialog', [], {}]) expect(restoreDialog(value)).toBeNull()
})

test('any JSON is a dialog whose requests can be printed, or none', () => {
  const via = { name: 'Via', value: 'SIP/2.0/UDP pc.example;branch=z9hG4bK1' }
  const text = fc.string({ unit: fc.constantFrom(...'<>"\\;:,@ \r\n\0abr=sipl') })
  const value = fc.oneof(fc.jsonValue(), text, fc.array(text))
  fc.assert(
    fc.property(value, fc.constantFrom(...Object.keys(pairOf(200).alice)), (changed, name) => {
      const restored = restoreDialog({ ...pairOf(200).alice, [name]: changed })
      const made = restored && requestWithin(restored, 'INFO', [])
      if (made?.request)
        expect(printMessage({ ...made.request, headers: [via, ...made.request.headers] }).length).toBeGreaterThan(100)
    }),
    { numRuns: 2_000 },
  )
})
