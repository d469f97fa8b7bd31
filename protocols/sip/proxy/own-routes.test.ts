import { expect, test } from 'vitest'
import { fieldsOf, type SipRequest } from '../message.ts'
import { takeOwnRoutes } from './own-routes.ts'

const isOurs = ({ host }: { readonly host: string }) => host === 'us.example'

function request(uri: string, ...routes: string[]): SipRequest {
  return {
    kind: 'request',
    method: 'BYE',
    uri,
    headers: routes.map((value) => ({ name: 'Route', value })),
    body: new Uint8Array(),
  }
}

function taken(uri: string, ...routes: string[]) {
  const { request: routed, own } = takeOwnRoutes(request(uri, ...routes), isOurs)
  return { uri: routed.uri, routes: fieldsOf(routed, 'Route'), own }
}

test('our Route on top is taken off, and those of others stay', () => {
  expect(taken('sip:bob@pc.example', '<sip:t1@us.example;lr>', '<sip:next.example;lr>')).toEqual({
    uri: 'sip:bob@pc.example',
    routes: ['<sip:next.example;lr>'],
    own: ['t1'],
  })
  expect(taken('sip:bob@pc.example', '<sip:next.example;lr>, <sip:t1@us.example;lr>').own).toEqual([])
})

test('both Routes of two transports are taken off, in one field or in two', () => {
  const both = { uri: 'sip:bob@pc.example', routes: [], own: ['t1', null] }
  expect(taken('sip:bob@pc.example', '<sip:t1@us.example;transport=tcp;lr>', '<sip:us.example;lr>')).toEqual(both)
  expect(taken('sip:bob@pc.example', '<sip:t1@us.example;transport=tcp;lr>, <sip:us.example;lr>')).toEqual(both)
})

test('RFC 3261 §16.4: what a strict router made the last Route is the Request-URI again', () => {
  expect(taken('sip:t1@us.example;lr', '<sip:next.example;lr>', '<sip:bob@pc.example;x=1>')).toEqual({
    uri: 'sip:bob@pc.example;x=1',
    routes: ['<sip:next.example;lr>'],
    own: ['t1'],
  })
})

test('a Request-URI of ours without Routes, or without lr, is one as any other', () => {
  expect(taken('sip:t1@us.example;lr')).toEqual({ uri: 'sip:t1@us.example;lr', routes: [], own: [] })
  expect(taken('sip:bob@us.example', '<sip:next.example;lr>').uri).toBe('sip:bob@us.example')
})

test('§16.4: a maddr that means us is taken off with port and transport, one of others stays', () => {
  expect(taken('sip:bob@home.example:5070;maddr=us.example;transport=tcp;x=1').uri).toBe('sip:bob@home.example;x=1')
  expect(taken('sip:bob@home.example;maddr=192.0.2.1').uri).toBe('sip:bob@home.example;maddr=192.0.2.1')
})

test('Routes that cannot be read end the search and are left as they are', () => {
  expect(taken('sip:bob@pc.example', '<sip:us.example;lr>', 'nonsense').routes).toEqual(['nonsense'])
})
