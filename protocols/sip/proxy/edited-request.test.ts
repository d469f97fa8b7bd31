import { expect, test } from 'vitest'
import type { SipRequest } from '../message.ts'
import { editedRequest, type RequestEdit } from './edited-request.ts'

const request: SipRequest = {
  kind: 'request',
  method: 'MESSAGE',
  uri: 'sip:bob@home.example',
  headers: [
    { name: 'X-App', value: 'theirs' },
    { name: 'Subject', value: 's' },
    { name: 'proxy-authorization', value: 'Digest' },
    { name: 'X-App', value: 'too' },
  ],
  body: new Uint8Array([1]),
}

const edited = (edit: Partial<RequestEdit>) => {
  const { headers, body } = editedRequest(request, { headers: [], without: [], ...edit })
  expect(body).toBe(request.body)
  return headers.map(({ name, value }) => `${name}: ${value}`)
}

test('fields that are added stand in for those of the same name', () => {
  const headers = ['1', '2'].map((value) => ({ name: 'X-App', value }))
  expect(edited({ headers })).toEqual(['X-App: 1', 'X-App: 2', 'Subject: s', 'proxy-authorization: Digest'])
})

test('fields that it goes on without are gone, whatever their case', () => {
  expect(edited({ without: ['Proxy-Authorization', 'x-app'] })).toEqual(['Subject: s'])
})

test('what is taken away and added is there', () => {
  expect(edited({ without: ['X-App'], headers: [{ name: 'X-App', value: 'ours' }] }).at(-1)).toBe('X-App: ours')
})

test('nothing to change is no change', () => {
  expect(editedRequest(request, { headers: [], without: [] })).toBe(request)
})
