// Finds (or, asked to, installs) a Node.js that runs TypeScript as it stands. Plain JavaScript: this file must run on the machine's own, older Node.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Who started us. */
const parent = process.ppid
const VERSION = '24.21.0'
const PACKAGE = `node-linux-${process.arch}`
const LOCAL = `${root}.node/node_modules/${PACKAGE}/bin/node`

/** True where `version` ("24.12.0") is at least 24.12, the first release with stable type stripping. */
function isRecentEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 12)
}

/** The path of a Node.js ≥ 24.12, or null when neither this process nor the git-ignored `.node` folder has one. */
function findNode() {
  if (isRecentEnough(process.versions.node)) return process.execPath
  return existsSync(LOCAL) ? LOCAL : null
}

/** As findNode, but installs Node 24 into `.node` from the npm package when it is missing. Throws when that fails. */
export function ensureNode() {
  const found = findNode()
  if (found) return found
  if (process.platform !== 'linux')
    throw new Error(`Weft needs Node ≥ 24.12; this is ${process.version}. Install it and try again.`)
  console.error(`setup: Node ${process.versions.node} is too old, installing Node ${VERSION} into .node/`)
  // Beside its place first: an installation cut short leaves half a Node.
  const aside = `${root}.node/new`
  rmSync(`${root}.node`, { recursive: true, force: true })
  const [command, ...args] = [...npmCommand(), 'install', '--prefix', aside, '--no-save', '--no-package-lock']
  const options = ['--ignore-scripts', '--loglevel=error', '--no-progress']
  const result = spawnSync(command, [...args, ...options, `${PACKAGE}@${VERSION}`], { stdio: ['ignore', 2, 2] })
  if (result.status !== 0) throw new Error(`could not install ${PACKAGE}@${VERSION}`)
  renameSync(`${aside}/node_modules`, `${root}.node/node_modules`)
  return LOCAL
}

/** The argv that runs npm: through `node` where npm tells its own path, so that it runs under the Node we choose. */
export function npmCommand(node = process.execPath) {
  return process.env.npm_execpath ? [node, process.env.npm_execpath] : ['npm']
}

/** The environment for children: our own, with `node` first in PATH. */
export function childEnvironment(node) {
  const bin = node.slice(0, node.lastIndexOf('/'))
  return { ...process.env, PATH: `${bin}:${process.env.PATH}` }
}

/**
 * True once npm, told to end, has left us behind: it hands a SIGTERM to the shell it runs us in, and that dies of it and tells nobody.
 * That we have another parent then is all we learn.
 */
export function isOrphaned() {
  return process.env.npm_lifecycle_event !== undefined && process.ppid !== parent
}

/**
 * Runs `argv` (a TypeScript file and its arguments) under Node ≥ 24.12, against the sources of the workspace. Signals go on to it, and
 * the end is its own: resolves with its exit code, 128 + the signal's number when a signal ended it.
 */
export function runUnderNode24(argv) {
  const node = ensureNode()
  if (isOrphaned()) return Promise.resolve(128 + constants.signals.SIGTERM)
  const child = spawn(node, ['--conditions=weft-source', ...argv], { stdio: 'inherit', env: childEnvironment(node) })
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGUSR1'])
    process.on(signal, () => {
      // A terminal's Ctrl-C has reached the child by itself.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  setInterval(() => isOrphaned() && child.kill('SIGTERM'), 250).unref()
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
