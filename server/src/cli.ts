import { parseArgs } from 'node:util'
import { EXIT, Misuse } from './cli/exit-code.ts'
import { configReport } from './config/check-config.ts'
import { configDirectories, loadConfig } from './config/config.ts'
import { version } from './config/version.ts'

const HELP = `Usage: weft COMMAND [OPTIONS]

Commands:
  serve          run the server
  check-config   show the configuration in effect and what is wrong with it
  db             show and remove what is kept for an account; a server may be running
  import         take over what a SylkServer kept in files

Of db:
  db init                                     make the database, or bring it to what this version needs; the server does so as well
  db show ACCOUNT                             say what is kept for it
  db remove all ACCOUNT                       remove everything that is kept for it
  db remove messages ACCOUNT [CONTACT]        remove its messages, or those with one contact; the contact keeps its own
  db remove api_token ACCOUNT                 remove all its tokens for the journal over HTTP
  db remove push_token ACCOUNT [APP-DEVICE]   remove one of its devices, or all; asks which one
  db remove public_key ACCOUNT                remove its PGP key

Options of serve:
  --config-dir PATH    read this directory's ini files over those of /etc/weft and ~/.config/weft
  --runtime-dir PATH   where the pid file goes; none is written without it
  --systemd, --no-fork accepted as by SylkServer; Weft always stays in the foreground
  --debug              log more

Options of check-config:
  --config-dir PATH    as above
  --strict             exit with 1 when there are warnings

Options of db:
  --config-dir PATH    as above
  --yes                remove without asking, for scripts

Of import:
  import DIRECTORY     its storage_dir, with conversations/ and addressbooks/ in it; what is there already stays, so it may be done again

Options of import:
  --config-dir PATH    as above
  --time-zone ZONE     where the SylkServer ran, as Europe/Amsterdam: its times are local ones; this system's without it
  --dry-run            only say what could be taken

Options without a command:
  --version            print the version
  --help               print this
`

type Command = (args: string[]) => number | Promise<number>

const COMMANDS = new Map<string, Command>([
  ['serve', serve],
  ['check-config', checkConfig],
  ['db', db],
  ['import', importFiles],
])

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const misused = isMisuse(error)
  console.error(`weft: ${error instanceof Error ? error.message : String(error)}${misused ? '\nTry weft --help' : ''}`)
  // A start that failed half-way may have left sockets open that would keep the process alive.
  process.exit(misused ? EXIT.misused : EXIT.failed)
}

async function run(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  const carryOut = command === undefined ? undefined : COMMANDS.get(command)
  if (carryOut) {
    if (!rest.includes('--help')) return await carryOut(rest)
    process.stdout.write(HELP)
    return EXIT.ok
  }
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { version: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.version || values.help) {
    process.stdout.write(values.version ? `weft ${version}\n` : HELP)
    return EXIT.ok
  }
  const [unknown] = positionals
  console.error(unknown === undefined ? HELP.trimEnd() : `weft: there is no command ${unknown}\nTry weft --help`)
  return EXIT.misused
}

async function serve(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      'config-dir': { type: 'string' },
      'runtime-dir': { type: 'string' },
      // Weft never leaves the foreground and logs to standard output, so these two change nothing.
      systemd: { type: 'boolean' },
      'no-fork': { type: 'boolean' },
      debug: { type: 'boolean', default: false },
    },
  })
  // Loaded only now: the other commands shall not wait for the whole server.
  const main = await import('./main.ts')
  await main.serve({
    configDir: values['config-dir'],
    runtimeDir: values['runtime-dir'],
    debug: values.debug,
  })
  return EXIT.ok
}

function checkConfig(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: { 'config-dir': { type: 'string' }, strict: { type: 'boolean', default: false } },
  })
  const loaded = loadConfig(configDirectories({ configDir: values['config-dir'] }))
  console.log(configReport(loaded))
  return values.strict && loaded.warnings.length > 0 ? EXIT.failed : EXIT.ok
}

async function db(args: string[]): Promise<number> {
  // Loaded only now, as the server is.
  const [command, { terminal }] = await Promise.all([import('./cli/db.ts'), import('./cli/operator.ts')])
  return await command.db(args, terminal)
}

async function importFiles(args: string[]): Promise<number> {
  const [command, { terminal }] = await Promise.all([import('./cli/import.ts'), import('./cli/operator.ts')])
  return await command.importFiles(args, terminal)
}

/** True for what parseArgs throws where it does not understand the command line, and for what commands do. */
function isMisuse(error: unknown): boolean {
  if (error instanceof Misuse) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
