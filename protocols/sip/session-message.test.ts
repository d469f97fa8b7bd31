import { expect, test } from 'vitest'
import { request } from '../../test/torture/sip/messages.ts'
import { fieldOf } from './message.ts'
import { contentFields, sessionResponse, targetFields } from './session-message.ts'

const invite = request('INVITE')

test('a response says what it describes only where it describes something', () => {
  const body = new Uint8Array([118])
  const described = sessionResponse(invite, [200, 'OK'], { toTag: 'b1', description: body })
  expect([fieldOf(described, 'Content-Type'), described.body, fieldOf(described, 'To')]).toEqual([
    'application/sdp',
    body,
    '<sip:bob@bob.example>;tag=b1',
  ])
  const bare = sessionResponse(invite, [486, 'Busy Here'])
  expect([fieldOf(bare, 'Content-Type'), bare.body.length, fieldOf(bare, 'To')]).toEqual([null, 0, '<sip:bob@bob.example>'])
  expect(contentFields(null)).toEqual([])
})

test('who sets up or changes a session says where it is and what it can', () => {
  const fields = targetFields({ contact: 'sip:alice@pc.example' })
  expect(fields.map(({ name }) => name)).toEqual(['Contact', 'Allow', 'Supported'])
  expect(fields[0]?.value).toBe('<sip:alice@pc.example>')
  const focus = targetFields({ contact: 'sip:room@pc.example', isFocus: true, methods: ['REFER'], events: ['conference'] })
  expect(focus.map(({ value }) => value)).toEqual([
    '<sip:room@pc.example>;isfocus',
    'INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, REFER',
    '100rel, timer',
    'conference',
  ])
})
