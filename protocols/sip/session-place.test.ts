import { expect, test } from 'vitest'
import { pairOf } from '../../test/torture/sip/dialogs.ts'
import { requestWithin } from './dialog-request.ts'
import { SessionDialog } from './session-dialog.ts'
import { SessionPlace } from './session-place.ts'

const settings = { contact: 'sip:alice@pc.example', timer: { interval: null, minimum: 90 }, digest: null, random: () => 0 }

test('other usages share the dialog with its session, and keep it when that is over', () => {
  const rest = { ownsCallId: true, timer: null, leastInterval: 0, updates: false, description: null }
  const core = new SessionDialog(settings, { dialog: pairOf(200).alice, ...rest })
  const place = new SessionPlace(core)
  const send = () => {
    const made = requestWithin(place.dialog, 'NOTIFY', [])
    if (made.request) place.dialog = made.dialog
    return made.request !== null
  }
  expect([place.shared, send(), core.dialog.localSequence]).toEqual([true, true, 11])
  core.dialog = { ...core.dialog, phase: 'ended' }
  core.finish('peer', 'bye')
  expect([place.shared, place.dialog.phase, send()]).toEqual([false, 'confirmed', true])
  expect(core.dialog).toMatchObject({ phase: 'ended', localSequence: 12 })
})
