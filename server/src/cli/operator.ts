import { createInterface } from 'node:readline'
import { EXIT, Misuse } from './exit-code.ts'

/** Who runs a command, and reads what it says. */
export interface Operator {
  /** False for scripts, which answer no questions. */
  readonly isThere: boolean
  say(line: string): void
  warn(line: string): void
  /** Null where there is no more input. */
  ask(question: string): Promise<string | null>
}

export const terminal: Operator = {
  isThere: process.stdin.isTTY === true && process.stdout.isTTY === true,
  say: (line) => console.log(line),
  warn: (line) => console.error(line),
  ask: (question) =>
    new Promise((resolve) => {
      const lines = createInterface({ input: process.stdin, output: process.stdout })
      lines.once('close', () => resolve(null))
      lines.question(question, (answer) => {
        resolve(answer)
        lines.close()
      })
    }),
}

/** Does what cannot be undone if `yes` was said on the command line, or is now. Resolves with the exit code. */
export async function confirmed(operator: Operator, yes: boolean, question: string, act: () => Promise<void>): Promise<number> {
  if (!yes && !operator.isThere) throw new Misuse('nobody is there to be asked: say --yes')
  const answer = yes ? 'y' : await operator.ask(`${question} [y/N] `)
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
    operator.say('Nothing was removed.')
    return EXIT.failed
  }
  await act()
  return EXIT.ok
}
