import { expect, test } from 'vitest'
import { applicationMap } from './application-map.ts'

test('rules keep their order, and of several for one key the last counts', () => {
  expect(applicationMap.parse('echo:echo, a@x.test:Echo, x.test : conference, echo:playback', '')).toEqual({
    value: [
      { key: 'echo', application: 'playback' },
      { key: 'a@x.test', application: 'echo' },
      { key: 'x.test', application: 'conference' },
    ],
  })
})

test('a malformed rule is left out and named', () => {
  expect(applicationMap.parse('echo:echo, nothing, a:b:c', '')).toEqual({
    value: [{ key: 'echo', application: 'echo' }],
    remark: '"nothing", "a:b:c" is not key:application',
  })
})
