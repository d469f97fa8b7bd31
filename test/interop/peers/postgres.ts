import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { globSync } from 'node:fs'
import { chown, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../port.ts'
import { until } from '../until.ts'
import { isRoot, type RunningProcess, startProcess, temporaryDirectory } from './process.ts'

/** Debian's user of its own clusters. PostgreSQL refuses to be root. */
const OWNER = { name: 'postgres', group: 'postgres' }
const USER = 'weft'
const run = promisify(execFile)

export interface Postgres {
  /** Of an empty database, in UTF-8, whose user may do everything there. */
  readonly url: string
  readonly logFile: string
  /** Orderly; connections are closed. */
  stop(): Promise<void>
  /** SIGKILL for all of it, as if the power had failed. */
  kill(): Promise<void>
  /** After `stop` or `kill`, with what it has on disk, at the same place. */
  restart(): Promise<void>
  /** Stops it, and removes what it has on disk. */
  remove(): Promise<void>
}

/** Starts a PostgreSQL server with a cluster of its own, which syncs to disk as its defaults say. */
export async function startPostgres(): Promise<Postgres> {
  const port = await freePort()
  const programs = dirname(globSync('/usr/lib/postgresql/*/bin/postgres').toSorted().at(-1) ?? '/usr/lib/postgresql/bin/postgres')
  const directory = await temporaryDirectory('postgres')
  const data = join(directory.path, 'data')
  const password = randomUUID()
  const start = () =>
    startProcess({
      name: 'postgres',
      command: join(programs, 'postgres'),
      args: ['-D', data, '-p', String(port), '-k', directory.path, '-c', 'listen_addresses=127.0.0.1'],
      user: OWNER,
      ready: async () => {
        const asked = run(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)])
        return await asked.then(
          () => true,
          () => false,
        )
      },
    })
  let server: RunningProcess
  try {
    const passwordFile = join(directory.path, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (isRoot) await giveToOwner(directory.path, passwordFile)
    const authentication = ['--auth=scram-sha-256', '--pwfile', passwordFile]
    const cluster = ['-D', data, '-U', USER, ...authentication, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
    const asOwner = ['--reuid', OWNER.name, '--regid', OWNER.group, '--clear-groups']
    await run('setpriv', [...(isRoot ? asOwner : []), join(programs, 'initdb'), ...cluster])
    server = await start()
  } catch (error) {
    await directory.remove()
    throw error
  }
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    logFile: server.logFile,
    stop: () => server.stop(),
    kill: () => killAll(server),
    restart: async () => {
      server = await start()
    },
    remove: async () => {
      await server.stop()
      await directory.remove()
    },
  }
}

/** Its children have process groups of their own, and would only notice later that it is gone. */
async function killAll(server: RunningProcess): Promise<void> {
  const children = (await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8'))
    .split(' ')
    .filter((pid) => pid !== '')
  await server.kill()
  for (const pid of children) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has noticed.
    }
  }
  // A zombie holds nothing any more.
  const isGone = (pid: string) =>
    readFile(`/proc/${pid}/stat`, 'utf8').then(
      (stat) => /\) Z /.test(stat),
      () => true,
    )
  for (const pid of children) await until(`the end of PostgreSQL's process ${pid}`, 5000, () => isGone(pid))
}

async function giveToOwner(...paths: readonly string[]): Promise<void> {
  // Its data belong to that user, as Debian has made it.
  const { uid, gid } = await stat('/var/lib/postgresql')
  for (const path of paths) await chown(path, uid, gid)
}
