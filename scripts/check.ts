// What can be told of the tree without running it: style, types, the house's rules, dead code, the API reference, conformance.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

interface Step {
  readonly name: string
  /** What Node is to run. */
  readonly argv: readonly string[]
}

interface Result {
  readonly ok: boolean
  readonly output: string
}

const root = fileURLToPath(new URL('..', import.meta.url))

const tool = (path: string, ...args: string[]) => [`node_modules/${path}`, ...args]
const script = (name: string, ...args: string[]) => ['--conditions=weft-source', `scripts/${name}.ts`, ...args]
const types = (project: string): Step => ({ name: `types of ${project}`, argv: tool('typescript/bin/tsc', '-p', project) })

const steps: readonly Step[] = [
  { name: 'style', argv: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings') },
  ...['wire', 'protocols', 'server', 'client', 'web', 'web/worker'].map(types),
  { ...types('.'), name: 'types of tests and scripts' },
  { name: 'boundaries', argv: script('boundaries') },
  { name: 'dead code', argv: tool('knip/bin/knip.js', '--no-progress') },
  // The reference is generated from wire/ and committed: it must say what the schemas say.
  ...(existsSync(`${root}scripts/api-reference.ts`) ? [{ name: 'API reference', argv: script('api-reference', '--check') }] : []),
  { name: 'conformance', argv: script('conformance', '--check') },
]

let failures = 0
const waiting = [...steps]
const workers = Math.min(2, availableParallelism())
await Promise.all(Array.from({ length: workers }, work))
console.log(failures === 0 ? 'check: passed' : `check: ${failures} of ${steps.length} steps failed`)
process.exitCode = failures === 0 ? 0 : 1

async function work(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const started = performance.now()
    const { ok, output } = await run(step.argv)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(27)} ${seconds.padStart(5)} s`)
    if (ok) continue
    failures++
    console.log(output.trimEnd().replaceAll(/^/gm, '    '))
  }
}

function run(argv: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (text: string) => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}
