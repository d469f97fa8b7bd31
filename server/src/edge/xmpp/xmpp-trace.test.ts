import { expect, test } from 'vitest'
import { XmppTrace } from './xmpp-trace.ts'

test('tags are shown as they are, texts by their size, in whatever pieces they come', () => {
  const entries: string[] = []
  const trace = new XmppTrace((entry) => entries.push(entry)).connection('127.0.0.1:5269', '192.0.2.1:4000')
  trace.note('CONNECTED')
  trace.text('INCOMING', '<message to="a@b"><body>very')
  trace.text('OUTGOING', '<a h="1"/> ')
  trace.text('INCOMING', ' secret</bo')
  trace.text('INCOMING', 'dy></message>')
  expect(entries).toEqual([
    'CONNECTED 127.0.0.1:5269 -> 192.0.2.1:4000',
    'INCOMING 127.0.0.1:5269 -> 192.0.2.1:4000\n<message to="a@b"><body>',
    'OUTGOING 127.0.0.1:5269 -> 192.0.2.1:4000\n<a h="1"/>',
    'INCOMING 127.0.0.1:5269 -> 192.0.2.1:4000\n(10 characters)</bo',
    'INCOMING 127.0.0.1:5269 -> 192.0.2.1:4000\ndy></message>',
  ])
})
