import type { Issue, Statement } from '../test/conformance/statement.ts'
import { idsOf, type TestTitle } from './conformance-titles.ts'

/** How the tests of a statement ended when they last ran: `skipped` where none of them did, `unknown` without results. */
export type State = 'passed' | 'failed' | 'skipped' | 'unknown'

export interface Coverage {
  readonly statement: Statement
  readonly tests: readonly TestTitle[]
  readonly state: State
}

/** One test of a finished run: its title, and how it ended. */
export interface Outcome {
  readonly title: string
  readonly state: Exclude<State, 'unknown'>
}

/** Which tests stand for each statement, and how they ended. */
export function coverage(
  statements: readonly Statement[],
  titles: readonly TestTitle[],
  outcomes: readonly Outcome[],
): Coverage[] {
  return statements.map((statement) => {
    const names = ({ title }: { readonly title: string }) => idsOf(title).includes(statement[0])
    const states = outcomes.filter(names).map(({ state }) => state)
    return { statement, tests: titles.filter(names), state: worst(states) }
  })
}

function worst(states: readonly State[]): State {
  if (states.includes('failed')) return 'failed'
  if (states.includes('passed')) return 'passed'
  return states.length > 0 ? 'skipped' : 'unknown'
}

/** What is wrong: titles that name no statement, statements of finished issues without a test. One line each. */
export function complaints(covered: readonly Coverage[], titles: readonly TestTitle[], done: readonly Issue[]): string[] {
  const known = new Set(covered.map(({ statement: [id] }) => id))
  const astray = titles.flatMap(({ file, line, title }) =>
    idsOf(title)
      .filter((id) => !known.has(id))
      .map(
        (id) =>
          `${file}:${line}: ${id === '' ? 'the id in the title is computed: write it out' : `no statement is called ${id}`}`,
      ),
  )
  const untested = covered
    .filter(({ statement: [, , issue], tests }) => done.includes(issue) && tests.length === 0)
    .map(({ statement: [id, , issue, title] }) => `${id} has no test though issue ${issue} is done: ${title}`)
  return [...astray, ...untested]
}

/** The outcomes in the report of vitest's JSON reporter; throws where the text is no such report. */
export function outcomesOf(report: string): Outcome[] {
  return list(JSON.parse(report), 'testResults').flatMap((file) =>
    list(file, 'assertionResults').map((result) => {
      const title = field(result, 'title')
      const status = field(result, 'status')
      if (typeof title !== 'string') throw new Error('a test result without a title')
      // The reporter has several words for a test that did not run: skipped, pending, todo, disabled.
      return { title, state: status === 'passed' || status === 'failed' ? status : 'skipped' }
    }),
  )
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function list(value: unknown, name: string): unknown[] {
  const found = field(value, name)
  if (!Array.isArray(found)) throw new Error(`a test report without ${name}`)
  return found
}
