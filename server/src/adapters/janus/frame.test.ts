import { expect, test } from 'vitest'
import { readFrame } from './frame.ts'

test('reads an event with all its parts', () => {
  const event = {
    janus: 'event',
    session_id: 1,
    sender: 2,
    transaction: 't',
    plugindata: { plugin: 'janus.plugin.sip', data: { sip: 'event' } },
    jsep: { type: 'answer', sdp: 'v=0' },
  }
  expect(readFrame(JSON.stringify(event))).toEqual({
    janus: 'event',
    session: 1,
    sender: 2,
    transaction: 't',
    id: null,
    error: null,
    plugin: { sip: 'event' },
    jsep: { type: 'answer', sdp: 'v=0' },
    reason: null,
  })
})

test.each([
  ['no JSON', '{'],
  ['no object', '[1]'],
  ['null', 'null'],
  ['an object without `janus`', '{"transaction":"t"}'],
])('%s is no frame', (_, text) => {
  expect(readFrame(text)).toBeNull()
})

test('an error without its parts is still an error', () => {
  expect(readFrame('{"janus":"error","error":{}}')?.error).toEqual({ code: 0, reason: 'unspecified reason' })
})

test('what has the wrong type counts as absent', () => {
  const frame = {
    janus: 'event',
    session_id: 'x',
    sender: 1.5,
    transaction: 7,
    plugindata: [],
    jsep: { type: 'rollback', sdp: 'v=0' },
  }
  expect(readFrame(JSON.stringify(frame))).toMatchObject({
    session: null,
    sender: null,
    transaction: null,
    plugin: null,
    jsep: null,
  })
})
