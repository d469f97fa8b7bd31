import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { describeWith } from './needs.ts'
import { isRoot, temporaryDirectory } from './peers/process.ts'

const processes = (name: string) => fileURLToPath(new URL(`../contract/store-processes/${name}.ts`, import.meta.url))
const NODE = [process.execPath, '--conditions=weft-source']
const MESSAGES = 5

describeWith(['strace'], 'the SQLite store', () => {
  test('has each message on disk before it is acknowledged', async () => {
    const directory = await temporary()
    const trace = join(directory, 'trace')
    const calls = ['-f', '-y', '-s', '16', '-e', 'trace=write,pwrite64,fsync,fdatasync', '-o', trace]
    const writer = [processes('acknowledging-writer'), 'm', '1', String(MESSAGES), 'sqlite', join(directory, 'weft.db')]
    run('strace', [...calls, ...NODE, ...writer])
    const steps = stepsOf(readFileSync(trace, 'utf8'))
    const acknowledged = steps.flatMap((step, at) => (step.startsWith('acknowledge +') ? [{ step, at }] : []))
    expect(acknowledged.map(({ step }) => step)).toEqual(Array.from({ length: MESSAGES }, (_, n) => `acknowledge +m${n}`))
    for (const { at } of acknowledged) {
      // What is written for it is followed by the wait for the disk, and that by the acknowledgement.
      const before = steps.slice(steps.slice(0, at).findLastIndex((step) => step.startsWith('acknowledge')) + 1, at)
      expect(before).toContain('write log')
      expect(before.lastIndexOf('sync log')).toBeGreaterThan(before.lastIndexOf('write log'))
    }
  })
})

test('a full disk is told, nothing is acknowledged that is not there, and it goes on once there is room', async () => {
  const directory = await temporary()
  const small = 'mount -t tmpfs -o size=4m none "$1" && shift && exec "$@"'
  const enter = isRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount']
  const output = run('unshare', [...enter, 'sh', '-c', small, 'sh', directory, ...NODE, processes('full-disk'), directory])
  const { refusals, acknowledged, acknowledgedBefore, readable, kept } = JSON.parse(output)
  expect(refusals).toEqual(Array.from({ length: 3 }, () => 'backend-refused: database or disk is full'))
  expect(acknowledgedBefore).toBeGreaterThan(10)
  expect(readable).toEqual(acknowledged.slice(0, acknowledgedBefore))
  expect(acknowledged.at(-1)).toBe('after')
  expect(kept).toEqual(acknowledged)
})

/** What matters of a trace, in its order: the log that SQLite writes ahead, and what the writer says. */
function stepsOf(trace: string): string[] {
  return trace.split('\n').flatMap((line) => {
    if (/ pwrite64\(\d+<[^>]*-wal>/.test(line)) return ['write log']
    if (/ f(data)?sync\(\d+<[^>]*-wal>/.test(line) && !line.includes('= -1')) return ['sync log']
    const said = / write\(1<[^>]*>, "([+*][^\\]*)\\n"/.exec(line)
    return said === null ? [] : [`acknowledge ${said[1]}`]
  })
}

async function temporary(): Promise<string> {
  const directory = await temporaryDirectory('store')
  onTestFinished(() => directory.remove())
  return directory.path
}

/** What it says on stdout. Throws with what it says on stderr where it fails. */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 50_000 })
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`)
  return stdout
}
