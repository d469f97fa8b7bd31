import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printJournalNotification } from './journal-notification.ts'

const displayed = {
  account: 'alice@example.com',
  messageId: '3f1e',
  messageTimestamp: '2026-07-17T08:41:52.123000+00:00',
  state: 'displayed',
}

test('a notification is kept as the event that clients know (§5.4)', () => {
  expect(printJournalNotification(displayed)).toBe(
    '{"sylkrtc":"account-event","account":"alice@example.com","event":"disposition-notification","message_id":"3f1e",' +
      '"message_timestamp":"2026-07-17T08:41:52.123000+00:00","state":"displayed","code":200,"reason":""}',
  )
})

test('whatever the id of the message, nothing but strings and numbers is in it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('null', 'true', '"', '\\', '\u2028')), (messageId) => {
      const printed = printJournalNotification({ ...displayed, messageId })
      expect(JSON.parse(printed).message_id).toBe(messageId)
      expect(printed.replace(/"(?:[^"\\]|\\.)*"/g, '')).not.toMatch(/null|true|false/)
      // A line end would end the literal.
      expect(printed).not.toMatch(/[\r\n]/)
    }),
  )
})
