import { expect, test } from 'vitest'
import { Refusal } from '../ports/refusal.ts'
import { Failure } from './failure.ts'

test('what a port refused keeps its reason', () => {
  expect(Failure.from(new Refusal('dns', 'no SRV for example.com')).text).toBe('DNS lookup error: no SRV for example.com')
  expect(Failure.from(new Refusal('backend-refused', 'Missing element')).text).toBe('Missing element')
})

test('[12.13] anything else that is thrown is told as Internal error and nothing more', () => {
  const failure = Failure.from(new TypeError("Cannot read properties of undefined (reading 'secret')"))
  expect(failure.text).toBe('Internal error')
  expect(failure.class.fault).toBe('server')
})
