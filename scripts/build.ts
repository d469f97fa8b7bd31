// Builds the dist of every package and the web application, as they are shipped: plain JavaScript with types beside it.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Each is compiled against the dist of those before it, so that what a package exports is what its users were checked against. */
const PACKAGES = ['wire', 'protocols', 'client', 'server'] as const

function step(name: string, argv: readonly string[]): string {
  const started = performance.now()
  const { status, stdout, stderr, error } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(27)} ${seconds.padStart(5)} s`)
  if (status === 0) return stdout
  console.error(error?.message ?? `${stdout}${stderr}`)
  process.exit(1)
}

// What was compiled before may be of sources that are gone.
for (const name of PACKAGES) rmSync(`${root}${name}/dist`, { recursive: true, force: true })
for (const name of PACKAGES) step(name, ['node_modules/typescript/bin/tsc', '-p', `${name}/tsconfig.build.json`])
step('web', ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'])

// Without the condition that the sources are run with: this is what an installed package does.
const version = step('the program runs', ['server/dist/cli.js', '--version'])
console.log(`build: ${version.trim()}`)
