import { expect, test } from 'vitest'
import { hostRewrite } from './host-rewrite.ts'

test('two parts of host names, the second of which may be empty', () => {
  expect(hostRewrite.parse('VideoConference:conference', '/')).toEqual({ value: { from: 'videoconference', to: 'conference' } })
  expect(hostRewrite.parse('video.:', '/')).toEqual({ value: { from: 'video.', to: '' } })
})

test('what is shown can be read again', () => {
  expect(hostRewrite.show({ from: 'video.', to: '' })).toBe('video.:')
})

test('nothing in the first place, no colon or characters that no host has are no rewriting', () => {
  for (const given of [':conference', 'videoconference', 'a:b:c', 'a b:c', 'a@b:c'])
    expect(hostRewrite.parse(given, '/')).toEqual({ problem: 'is not FROM:TO, two parts of host names' })
})
