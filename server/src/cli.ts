import { parseArgs } from 'node:util'
import { configReport } from './config/check-config.ts'
import { configDirectories, loadConfig } from './config/config.ts'
import { version } from './config/version.ts'

const HELP = `Usage: weft COMMAND [OPTIONS]

Commands:
  serve          run the server
  check-config   show the configuration in effect and what is wrong with it

Options of serve:
  --config-dir PATH    read this directory's ini files over those of /etc/weft and ~/.config/weft
  --runtime-dir PATH   where the pid file goes; none is written without it
  --systemd, --no-fork accepted as by SylkServer; Weft always stays in the foreground
  --debug              log more

Options of check-config:
  --config-dir PATH    as above
  --strict             exit with 1 when there are warnings

Options without a command:
  --version            print the version
  --help               print this
`

/** What the process ends with: the original's 0 and 1, and 2 for a command line that makes no sense. */
const OK = 0
const FAILED = 1
const MISUSED = 2

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const misused = isMisuse(error)
  console.error(`weft: ${error instanceof Error ? error.message : String(error)}${misused ? '\nTry weft --help' : ''}`)
  // A start that failed half-way may have left sockets open that would keep the process alive.
  process.exit(misused ? MISUSED : FAILED)
}

async function run(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === 'serve' || command === 'check-config') {
    if (!rest.includes('--help')) return command === 'serve' ? serve(rest) : checkConfig(rest)
    process.stdout.write(HELP)
    return OK
  }
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { version: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.version || values.help) {
    process.stdout.write(values.version ? `weft ${version}\n` : HELP)
    return OK
  }
  const [unknown] = positionals
  console.error(unknown === undefined ? HELP.trimEnd() : `weft: there is no command ${unknown}\nTry weft --help`)
  return MISUSED
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
  return OK
}

function checkConfig(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: { 'config-dir': { type: 'string' }, strict: { type: 'boolean', default: false } },
  })
  const loaded = loadConfig(configDirectories({ configDir: values['config-dir'] }))
  console.log(configReport(loaded))
  return values.strict && loaded.warnings.length > 0 ? FAILED : OK
}

/** True for what parseArgs throws where it does not understand the command line. */
function isMisuse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
