import type { SipRequest } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { ApplicationChoice } from './application-choice.ts'

const NAMES = new Set(['echo', 'playback', 'conference'])
const MAP = [
  { key: 'a@x.test', application: 'echo' },
  { key: 'x.test', application: 'playback' },
  { key: 'a', application: 'conference' },
]

function request(uri: string, application?: string): SipRequest {
  const headers = application === undefined ? [] : [{ name: 'X-Sylk-App', value: application }]
  return { kind: 'request', method: 'MESSAGE', uri, headers, body: new Uint8Array() }
}

const choiceOf = (map = MAP, fallback = 'conference') => new ApplicationChoice({ map, default: fallback, loaded: NAMES })

test('[F1] the map says echo, all else is the default', () => {
  const choice = choiceOf([{ key: 'echo', application: 'echo' }])
  expect(choice.choose(request('sip:echo@anywhere.test'), true)).toEqual({ application: 'echo', why: 'user' })
  expect(choice.choose(request('sip:other@anywhere.test'), true)).toEqual({ application: 'conference', why: 'default' })
  expect(choice.choose(request('sip:anywhere.test'), true)).toEqual({ application: 'conference', why: 'default' })
})

test('[F2] the whole address is looked up before the domain, the domain before the user', () => {
  const choice = choiceOf()
  expect(choice.choose(request('sip:a@x.test'), true)).toEqual({ application: 'echo', why: 'address' })
  expect(choice.choose(request('sip:b@x.test'), true)).toEqual({ application: 'playback', why: 'domain' })
  expect(choice.choose(request('sip:a@y.test'), true)).toEqual({ application: 'conference', why: 'user' })
  expect(choice.choose(request('sip:A@Y.test'), true)).toEqual({ application: 'conference', why: 'default' })
})

test('domains are alike in any case, with a port and with parameters; users are unescaped', () => {
  const choice = choiceOf([
    { key: 'My.Test', application: 'playback' },
    { key: 'a b', application: 'echo' },
  ])
  expect(choice.choose(request('sips:c@MY.TEST:5061;transport=tcp'), true)).toEqual({ application: 'playback', why: 'domain' })
  expect(choice.choose(request('sip:a%20b@y.test'), true)).toEqual({ application: 'echo', why: 'user' })
})

test('[F3] X-Sylk-App wins over the map, from those who may say it', () => {
  const choice = choiceOf()
  expect(choice.choose(request('sip:b@x.test', ' echo '), true)).toEqual({ application: 'echo', why: 'header' })
  expect(choice.choose(request('sip:b@x.test', 'echo'), false)).toEqual({ application: 'playback', why: 'domain' })
})

test('[F4] X-Sylk-App that names no application is 404, and so is one in other letters', () => {
  for (const name of ['nosuch', 'Echo', ''])
    expect(choiceOf().choose(request('sip:a@x.test', name), true)).toEqual({ status: 404, why: 'the application is not loaded' })
})

test('[F12] a default application that is not there gives way to conference, with a warning', () => {
  const choice = choiceOf([], 'nosuch')
  expect(choice.warning).toBe('default_application nosuch is not loaded; it is conference')
  expect(choice.choose(request('sip:a@y.test'), true)).toEqual({ application: 'conference', why: 'default' })
  expect(choiceOf().warning).toBeNull()
})
