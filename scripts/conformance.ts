// Every numbered statement of the specification with its tests and how they last ended. `--check` says only what is wrong.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { APPLICATIONS } from '../test/conformance/applications.ts'
import { DONE } from '../test/conformance/statement.ts'
import { SYLKRTC } from '../test/conformance/sylkrtc.ts'
import { readSources } from './check-sources.ts'
import { type Coverage, complaints, coverage, outcomesOf } from './conformance-coverage.ts'
import { titlesIn } from './conformance-titles.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where `npm test` leaves vitest's JSON reports. */
const RESULTS = `${root}.cache/test-results`

const titles = [...readSources(root)].flatMap(([file, text]) => titlesIn(file, text))
const reports = existsSync(RESULTS) ? globSync('*.json', { cwd: RESULTS }) : []
const outcomes = reports.flatMap((name) => outcomesOf(readFileSync(`${RESULTS}/${name}`, 'utf8')))
const covered = coverage([...SYLKRTC, ...APPLICATIONS], titles, outcomes)

if (!process.argv.includes('--check')) {
  console.log('id      level issue  tests  state    statement')
  for (const row of covered) console.log(tableRow(row))
  console.log('')
  for (const name of new Set(covered.map(({ statement: [, , issue] }) => issue)))
    console.log(
      summary(
        `issue ${name}`,
        covered.filter(({ statement: [, , issue] }) => issue === name),
      ),
    )
  console.log(summary('all', covered))
}

const wrong = complaints(covered, titles, DONE)
for (const line of wrong) console.log(line)
process.exitCode = wrong.length > 0 ? 1 : 0

function tableRow({ statement: [id, level, issue, title], tests, state }: Coverage): string {
  return `${id.padEnd(7)} ${level.padEnd(5)} ${issue.padEnd(5)} ${String(tests.length).padStart(6)}  ${state.padEnd(7)}  ${title}`
}

function summary(name: string, rows: readonly Coverage[]): string {
  const tested = rows.filter(({ tests }) => tests.length > 0).length
  const passed = rows.filter(({ state }) => state === 'passed').length
  const failed = rows.filter(({ state }) => state === 'failed').length
  return `${name.padEnd(12)} ${rows.length} statements, ${tested} with tests, ${passed} passed, ${failed} failed`
}
