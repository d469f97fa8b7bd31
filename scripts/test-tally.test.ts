import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTally } from './test-tally.ts'

const directory = mkdtempSync(join(tmpdir(), 'weft-tally-'))
afterAll(() => rmSync(directory, { recursive: true }))

function report(passed: number, failed: number, pending: number, todo = 0): string {
  const file = join(directory, `${passed}-${failed}-${pending}-${todo}.json`)
  const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo }
  writeFileSync(file, JSON.stringify(counts))
  return file
}

test('counts what passed, failed, and was skipped or left to do', () => {
  expect(readTally(report(7, 2, 3, 1), false)).toEqual({ passed: 7, failed: 2, skipped: 4 })
  expect(readTally(report(7, 0, 3), true)).toEqual({ passed: 7, failed: 0, skipped: 3 })
})

test('a run without tests is a failure', () => {
  expect(readTally(report(0, 0, 0), true).failed).toBe(1)
})

test('a run that ended with an error is a failure although every test passed', () => {
  expect(readTally(report(5, 0, 0), false)).toEqual({ passed: 5, failed: 1, skipped: 0 })
})

test('a run that left no report is a failure', () => {
  expect(readTally(join(directory, 'none.json'), true).failed).toBe(1)
})

test('a report of another shape is an error rather than a number', () => {
  const file = join(directory, 'other.json')
  writeFileSync(file, '{"numPassedTests":"many"}')
  expect(() => readTally(file, true)).toThrow('has no numPassedTests')
})
