import { expect, test } from 'vitest'
import { checkMessageSize, MessageTooLong, MOST_MESSAGE_BYTES } from './message-size.ts'

test('what counts is how many bytes a text takes in a request', () => {
  const most = MOST_MESSAGE_BYTES - '""'.length
  expect(() => checkMessageSize('x'.repeat(most))).not.toThrow()
  expect(() => checkMessageSize('x'.repeat(most + 1))).toThrow(MessageTooLong)
  expect(() => checkMessageSize('ü'.repeat(most / 2))).not.toThrow()
  expect(() => checkMessageSize('ü'.repeat(most / 2 + 1))).toThrow(MessageTooLong)
  expect(() => checkMessageSize('\n'.repeat(most / 2 + 1))).toThrow(MessageTooLong)
})
