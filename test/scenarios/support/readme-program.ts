import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ApplicationProject } from './packed-packages.ts'
import { DOMAIN, eventually } from './telephony.ts'

const README = readFileSync(new URL('../../../client/README.md', import.meta.url), 'utf8')
const STAND_INS = fileURLToPath(new URL('./page-stand-ins.ts', import.meta.url))
const PATIENCE_MS = 15_000

/** The TypeScript of the client library's README, by the headings it stands under. */
export function readmeExamples(): ReadonlyMap<string, string> {
  const sections = README.split(/^## /m).slice(1)
  return new Map(
    sections.flatMap((section) => {
      const code = /^```ts\n([\s\S]*?)^```$/m.exec(section)?.[1]
      return code === undefined ? [] : [[section.split('\n', 1)[0] ?? '', code] as const]
    }),
  )
}

/** The examples under these headings, as one program. */
export function readmeSource(headings: readonly string[]): string {
  const examples = readmeExamples()
  const parts = headings.map((heading) => {
    const example = examples.get(heading)
    if (example === undefined) throw new Error(`the README has no example of: ${heading}`)
    return example
  })
  return parts.join('\n')
}

/** Examples of the README, run as one program in a project that has the packages. */
export class ReadmeProgram {
  readonly #process: ChildProcess
  readonly #lines: string[] = []
  #complaints = ''

  private constructor(process: ChildProcess) {
    this.#process = process
    if (process.stdout !== null) createInterface({ input: process.stdout }).on('line', (line) => this.#lines.push(line))
    process.stderr?.on('data', (text) => {
      this.#complaints += text
    })
  }

  /**
   * Runs the examples under these headings, in this order, and then what makes use of them.
   * @param url of the server that stands in for gateway.example
   * @param use once the account is registered
   */
  static async start(
    project: ApplicationProject,
    { url, headings, use = '' }: { readonly url: string; readonly headings: readonly string[]; readonly use?: string },
  ): Promise<ReadmeProgram> {
    const then = `account.on('state', async ({ kind }) => {\n  if (kind !== 'registered') return\n  ${use}\n})\n`
    const source = [readmeSource(headings), use === '' ? '' : then]
      .join('\n')
      .replaceAll('wss://gateway.example', url.replace(/^http/, 'ws'))
      .replaceAll("password: 'secret'", "password: 'alicepw'")
      .replaceAll('example.com', DOMAIN)
    const file = join(project.directory, `${headings.at(-1)?.replace(/\W+/g, '-')}.ts`)
    await writeFile(file, source)
    const args = ['--disable-warning=ExperimentalWarning', '--import', STAND_INS, file]
    return new ReadmeProgram(spawn(process.execPath, args, { cwd: project.directory, stdio: ['ignore', 'pipe', 'pipe'] }))
  }

  /** Waits until it has printed a line that begins so; rejects with all it has printed otherwise. */
  async says(beginning: string): Promise<string> {
    const found = () => this.#lines.find((line) => line.startsWith(beginning))
    await eventually(beginning, () => found() !== undefined || this.#process.exitCode !== null, PATIENCE_MS).catch(
      () => undefined,
    )
    const line = found()
    if (line === undefined) throw new Error(`never said: ${beginning}\n${this.#lines.join('\n')}\n${this.#complaints}`)
    return line
  }

  /** Ends it; rejects where it had complained. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill()
      await once(this.#process, 'exit')
    }
    if (this.#complaints !== '') throw new Error(this.#complaints)
  }
}
