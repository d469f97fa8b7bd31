import { expect, test } from 'vitest'
import { APPLICATIONS } from '../test/conformance/applications.ts'
import type { Statement } from '../test/conformance/statement.ts'
import { SYLKRTC } from '../test/conformance/sylkrtc.ts'
import { complaints, coverage, outcomesOf } from './conformance-coverage.ts'
import { idsOf, titlesIn } from './conformance-titles.ts'

const STATEMENTS: readonly Statement[] = [
  ['12.8', 'M', 'A', 'frames'],
  ['12.9', 'M', 'A', 'requests'],
  ['F9', 'S', 'B', 'options'],
]

test.each([
  ["test('[12.8] frames', () => {})", '[12.8] frames'],
  ['it("[12.8] frames", () => {})', '[12.8] frames'],
  ['test(`[12.8] frames of $' + '{kind}`, () => {})', '[12.8] frames of '],
  ["test.each([1, 2])('[12.8] frame %i', () => {})", '[12.8] frame %i'],
  ["test.for(rows)('[12.8] frames', () => {})", '[12.8] frames'],
  ["test.each`a | b`('[12.8] frames', () => {})", '[12.8] frames'],
  ["test.skipIf(!janus)('[12.8] frames', () => {})", '[12.8] frames'],
  ["test.concurrent.only('[12.8] frames', () => {})", '[12.8] frames'],
])('the title is read of %s', (source, title) => {
  expect(titlesIn('wire/a.test.ts', `\n${source}`)).toEqual([{ file: 'wire/a.test.ts', line: 2, title }])
})

test.each([
  "test.skip('[12.8] frames', () => {})",
  "test.todo('[12.8] frames')",
  "describe('[12.8] frames', () => {})",
  "contest('[12.8] frames')",
  "pattern.test('[12.8]')",
])('%s counts for nothing', (source) => {
  expect(titlesIn('wire/a.test.ts', source)).toEqual([])
})

test.each([
  ['[12.8] frames', ['12.8']],
  ['[12.8][F9] frames', ['12.8', 'F9']],
  ['frames [12.8]', []],
  ['[', ['']],
  ['[12.8][', ['12.8', '']],
  ['[12,8] frames', ['12,8']],
  ['[sqlite] frames', []],
  ['[2001:db8::1] is an address', []],
  ['[unfinished', []],
])('%s names %j', (title, ids) => {
  expect(idsOf(title)).toEqual(ids)
})

const titles = [
  ...titlesIn('wire/a.test.ts', "test('[12.8] binary', f)\ntest('[12.8][12.9] arrays', f)\ntest('plain words', f)"),
  ...titlesIn('wire/b.test.ts', "test('[12.8] text', f)"),
]

test('a statement has the tests that name it', () => {
  const tests = coverage(STATEMENTS, titles, []).map(({ statement: [id], tests }) => [id, tests.length])
  expect(tests).toEqual([
    ['12.8', 3],
    ['12.9', 1],
    ['F9', 0],
  ])
})

test('a statement has the state of its worst test that ran', () => {
  const state = (...outcomes: Parameters<typeof coverage>[2]) => coverage(STATEMENTS, titles, outcomes)[0]?.state
  const passed = { title: '[12.8] binary', state: 'passed' } as const
  const failed = { title: '[12.9][12.8] arrays', state: 'failed' } as const
  const skipped = { title: '[12.8] text', state: 'skipped' } as const
  expect(state()).toBe('unknown')
  expect(state(skipped)).toBe('skipped')
  expect(state(passed, skipped)).toBe('passed')
  expect(state(passed, failed, skipped)).toBe('failed')
})

test('a statement of a finished issue needs a test, one of an open issue does not', () => {
  const covered = coverage(STATEMENTS, titles, [])
  expect(complaints(covered, titles, ['A'])).toEqual([])
  expect(complaints(covered, titles, ['A', 'B'])).toEqual(['F9 has no test though issue B is done: options'])
})

test('a title that names no statement is a complaint', () => {
  const astray = titlesIn('wire/c.test.ts', "test('[12.999] frames', f)\ntest(`[$" + '{id}] frames`, f)')
  expect(complaints(coverage(STATEMENTS, astray, []), astray, [])).toEqual([
    'wire/c.test.ts:1: no statement is called 12.999',
    'wire/c.test.ts:2: the id in the title is computed: write it out',
  ])
})

test("vitest's report is read; whatever did not run counts as skipped", () => {
  const results = [
    { title: '[F9] a', status: 'passed' },
    { title: 'b', status: 'failed' },
    { title: 'c', status: 'pending' },
  ]
  expect(outcomesOf(JSON.stringify({ testResults: [{ name: 'a.test.ts', assertionResults: results }] }))).toEqual([
    { title: '[F9] a', state: 'passed' },
    { title: 'b', state: 'failed' },
    { title: 'c', state: 'skipped' },
  ])
  expect(() => outcomesOf('{"something":"else"}')).toThrow('testResults')
})

test('the lists name every statement once, in short', () => {
  const all = [...SYLKRTC, ...APPLICATIONS]
  expect(SYLKRTC.map(([id]) => id)).toEqual(Array.from({ length: 127 }, (_, n) => `12.${n + 1}`))
  expect(APPLICATIONS).toHaveLength(155)
  expect(new Set(all.map(([id]) => id)).size).toBe(all.length)
  expect(all.filter(([, , , title]) => title.length > 80)).toEqual([])
})
