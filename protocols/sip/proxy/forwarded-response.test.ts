import { expect, test } from 'vitest'
import { fieldsOf, type SipResponse } from '../message.ts'
import { forwardedResponse } from './forwarded-response.ts'

function response(...vias: string[]): SipResponse {
  const headers = [...vias.map((value) => ({ name: 'Via', value })), { name: 'X-Kept', value: '1' }]
  return { kind: 'response', status: 200, reason: 'OK', headers, body: new Uint8Array() }
}

test('our Via is taken off, from a field of its own or from a list', () => {
  for (const vias of [['ours', 'theirs, first'], ['ours, theirs, first']]) {
    const forwarded = forwardedResponse(response(...vias))
    expect(forwarded && fieldsOf(forwarded, 'Via')).toEqual(['theirs, first'])
    expect(forwarded && fieldsOf(forwarded, 'X-Kept')).toEqual(['1'])
  }
})

test('a response that is for nobody but us goes nowhere', () => {
  expect(forwardedResponse(response('ours'))).toBeNull()
  expect(forwardedResponse(response())).toBeNull()
})
