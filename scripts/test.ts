// `npm test`, after the set-up: everything there is, and a last line that sums it up. `--long` adds what would take too long every time.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inNamespace, namespaceRefusal } from '../test/interop/namespace.ts'
import { readTally, type Tally } from './test-tally.ts'
import { ensureWebApp } from './web-app.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const LOGS = `${root}.run/logs`
/** vitest's JSON reports; `npm run conformance` reads them as well. */
const RESULTS = `${root}.cache/test-results`
const FUZZ = 'test/fuzz/fuzz.ts'
/** ms one step may take. */
const PATIENCE = 25 * 60_000

const long = process.argv.includes('--long')
const environment = { ...process.env, ...(long ? { WEFT_LONG: '1' } : {}) }
const totals: Record<keyof Tally, number> = { passed: 0, failed: 0, skipped: 0 }

for (const folder of [LOGS, RESULTS]) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}
add('check', program(['scripts/check.ts']))
add('web app', buildWebApp())
add('unit', vitest('unit'))
add('scenarios', vitest('scenarios'))
if (globSync('test/torture/**/*.test.ts', { cwd: root }).length > 0) add('torture', vitest('torture'))
add('interop', interop())
if (existsSync(`${root}${FUZZ}`)) add('fuzz', program([FUZZ, '--all', '--seconds', long ? '120' : '5']))

process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1
console.log(`tests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)

function add(step: string, tally: Tally): void {
  console.log(`${step}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`)
  totals.passed += tally.passed
  totals.failed += tally.failed
  totals.skipped += tally.skipped
}

/** A program that is one test: it passes when it ends with 0. */
function program(argv: readonly string[]): Tally {
  return run([process.execPath, '--conditions=weft-source', ...argv]) ? passed(1) : failed(1)
}

function buildWebApp(): Tally {
  try {
    ensureWebApp()
    return passed(1)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return failed(1)
  }
}

/** The real peers, in a network of their own. Where the machine allows none, that is one skipped test, or in CI a failed one. */
function interop(): Tally {
  const refusal = namespaceRefusal()
  if (refusal === null) return vitest('interop', inNamespace)
  console.log(`interop: this machine allows no network namespace: ${refusal}`)
  return process.env.CI ? failed(1) : { passed: 0, failed: 0, skipped: 1 }
}

function vitest(project: string, wrap = (argv: readonly string[]): readonly string[] => argv): Tally {
  const report = `${RESULTS}/${project}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = run(wrap([process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters]))
  return readTally(report, ok)
}

/** True when it ends with 0. It does not outlive us, nor PATIENCE. */
function run(argv: readonly string[]): boolean {
  const options = { cwd: root, stdio: 'inherit', env: environment, timeout: PATIENCE } as const
  const { status, error } = spawnSync('setpriv', ['--pdeathsig', 'TERM', ...argv], options)
  if (error) console.error(error.message)
  return status === 0
}

function passed(count: number): Tally {
  return { passed: count, failed: 0, skipped: 0 }
}

function failed(count: number): Tally {
  return { passed: 0, failed: count, skipped: 0 }
}
