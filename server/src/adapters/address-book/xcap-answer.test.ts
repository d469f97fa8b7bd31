import { expect, test } from 'vitest'
import { refusalText } from './xcap-answer.ts'

test.each([
  [404, '{"detail":"Not Found"}', 'Non-200 response: 404, Not Found'],
  [
    422,
    '{"detail":[{"loc":["body","name"],"msg":"field required","type":"x"},{"msg":"too long"}]}',
    'Non-200 response: 422, field required, too long',
  ],
  [422, '{"detail":[{"loc":[]},1,null]}', 'Non-200 response: 422'],
  [500, '', 'Non-200 response: 500'],
  [502, '<html>', 'Non-200 response: 502'],
  [400, '{"detail":{"msg":"x"}}', 'Non-200 response: 400'],
  [400, '{"detail":"two\\r\\nlines\\u0000"}', 'Non-200 response: 400, two lines'],
  [400, 'null', 'Non-200 response: 400'],
])('%i with %s is told as it is known (§9)', (status, body, text) => {
  expect(refusalText({ status, body })).toBe(text)
})

test('only so many words are told', () => {
  expect(refusalText({ status: 400, body: JSON.stringify({ detail: 'x'.repeat(10_000) }) })).toBe(
    `Non-200 response: 400, ${'x'.repeat(500)}`,
  )
  expect(refusalText({ status: 400, body: null })).toBe('Non-200 response: 400')
})
