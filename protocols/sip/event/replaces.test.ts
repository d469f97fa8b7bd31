import { expect, test } from 'vitest'
import type { Dialog } from '../dialog.ts'
import { SipPrintError } from '../sip-error.ts'
import { parseReplaces, printReplaces, replacesDialog } from './replaces.ts'

const dialog: Dialog = {
  phase: 'confirmed',
  callId: 'c1@pc.example',
  local: '<sip:bob@example.com>;tag=ours',
  remote: '<sip:alice@example.com>;tag=theirs',
  localSequence: null,
  remoteSequence: 1,
  remoteTarget: 'sip:alice@pc.example',
  routeSet: [],
  secure: false,
}
const replaces = { callId: 'c1@pc.example', toTag: 'ours', fromTag: 'theirs', earlyOnly: false }

test('a Replaces has a Call-ID and both tags', () => {
  expect(parseReplaces(' c1@pc.example ; from-tag=theirs;to-tag=ours')).toEqual(replaces)
  expect(parseReplaces('c;from-tag=a;to-tag=b;early-only')?.earlyOnly).toBe(true)
  for (const text of [
    '',
    'c',
    'c;to-tag=a',
    'c;to-tag=;from-tag=b',
    ';to-tag=a;from-tag=b',
    'a b;to-tag=a;from-tag=b',
    'c;to-tag="x";from-tag="y z"',
  ])
    expect(parseReplaces(text)).toBeNull()
})

test('what is printed reads the same', () => {
  for (const one of [replaces, { ...replaces, earlyOnly: true }]) expect(parseReplaces(printReplaces(one))).toEqual(one)
  for (const one of [
    { ...replaces, callId: 'a;b' },
    { ...replaces, toTag: 'a\r\n' },
    { ...replaces, fromTag: '' },
  ])
    expect(() => printReplaces(one)).toThrow(SipPrintError)
})

test('it is of the dialog whose tags it names from the side of who gets it', () => {
  expect(replacesDialog(replaces, dialog)).toBe(true)
  expect(replacesDialog({ ...replaces, toTag: 'theirs', fromTag: 'ours' }, dialog)).toBe(false)
  expect(replacesDialog({ ...replaces, callId: 'other' }, dialog)).toBe(false)
  expect(replacesDialog({ ...replaces, fromTag: '0' }, { ...dialog, remote: '<sip:alice@example.com>' })).toBe(true)
})
