import { expect, test } from 'vitest'
import { flowKey } from './binding.ts'
import { targetSet } from './target-set.ts'

test('a device with several flows is asked over the one that it refreshed last, all others over theirs', () => {
  const contact = (key: string, expiresAt: number) => ({ key, expiresAt })
  const [old, fresh, other] = [
    contact(flowKey('urn:1', 1), 10),
    contact(flowKey('urn:1', 2), 20),
    contact(flowKey('urn:2', 1), 5),
  ]
  const [plain, more] = [contact('sip:a@h', 1), contact('sip:b@h', 1)]
  expect(targetSet([old, fresh, plain, other, more])).toEqual([fresh, plain, other, more])
  expect(targetSet([fresh, old])).toEqual([fresh])
  expect(targetSet([])).toEqual([])
})
