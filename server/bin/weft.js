#!/usr/bin/env node
// Starts Weft: the sources in a checkout, dist/ in an installed package. Plain JavaScript: it must run on the machine's own, older Node.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

if (existsSync(source)) await runSource()
else await runPackage()

async function runSource() {
  const { runUnderNode24 } = await import('../../scripts/node24.js')
  process.exitCode = await runUnderNode24([source, ...process.argv.slice(2)])
}

async function runPackage() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 12)) return import('../dist/cli.js')
  console.error(`weft: Node 24.12 or newer is needed; this is ${process.versions.node}`)
  process.exitCode = 1
}
