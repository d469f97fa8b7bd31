// `npm run interop -- --peer NAME --dir DIR`: journeys with a peer that neither Debian nor npm has, checked out in DIR. `--list` names the peers.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { inNamespace, namespaceRefusal } from '../test/interop/namespace.ts'

/** One program a peer: it gets the peer's directory as its argument, prints what it found, and ends with 0 when all is well. */
const EXTERNAL = fileURLToPath(new URL('../test/interop/external', import.meta.url))

process.exitCode = main()

function main(): number {
  const { values } = parseArgs({
    options: { peer: { type: 'string' }, dir: { type: 'string' }, list: { type: 'boolean', default: false } },
  })
  const peers = globSync('*.ts', { cwd: EXTERNAL })
    .map((file) => basename(file, '.ts'))
    .sort()
  if (values.list) {
    for (const peer of peers) console.log(peer)
    return 0
  }
  const { peer, dir } = values
  if (peer === undefined || dir === undefined) return complain('usage: npm run interop -- --peer NAME --dir DIR | --list')
  if (!peers.includes(peer)) return complain(`there is no peer ${peer}; there are: ${peers.join(', ') || 'none'}`)
  if (!existsSync(dir)) return complain(`there is no directory ${dir}`)
  const refusal = namespaceRefusal()
  if (refusal !== null) return complain(`this machine allows no network namespace: ${refusal}`)
  const [command = '', ...args] = inNamespace([
    process.execPath,
    '--conditions=weft-source',
    `${EXTERNAL}/${peer}.ts`,
    resolve(dir),
  ])
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  return status ?? 1
}

function complain(text: string): number {
  console.error(text)
  return 1
}
