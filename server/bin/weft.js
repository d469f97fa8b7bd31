#!/usr/bin/env node
// Starts Weft: the sources in a checkout, dist/ in an installed package. Plain JavaScript: it must run on the machine's own, older Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const args = process.argv.slice(2)

if (existsSync(source)) await runSource()
else await runPackage()

/** Runs src/cli.ts in a child under a Node that can, and ends as the child ends. */
async function runSource() {
  const { childEnvironment, findNode } = await import('../../scripts/node24.js')
  const node = findNode()
  if (node === null) fail('Weft needs Node 24.12 or newer; npm run setup installs it here')
  const child = spawn(node, ['--conditions=weft-source', source, ...args], { stdio: 'inherit', env: childEnvironment(node) })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself, and twice means something else than once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.on('error', (error) => fail(`could not start ${node}: ${error.message}`))
  child.on('exit', (code) => process.exit(code ?? 1))
}

async function runPackage() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 24 || (major === 24 && minor < 12)) fail(`Weft needs Node 24.12 or newer; this is ${process.versions.node}`)
  await import('../dist/cli.js')
}

function fail(message) {
  console.error(`weft: ${message}`)
  process.exit(1)
}
