import { parseArgs } from 'node:util'
import { importOriginal, LocalTime } from '../main/import.ts'
import { withStore } from './configured-store.ts'
import { EXIT, Misuse } from './exit-code.ts'
import type { Operator } from './operator.ts'
import { count, printable } from './wording.ts'

/** `weft import DIRECTORY` (sylkrtc-protocol §10.6): takes over what a SylkServer kept in files. Resolves with the exit code. */
export async function importFiles(args: string[], operator: Operator): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'config-dir': { type: 'string' },
      'time-zone': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const [directory, ...more] = positionals
  if (directory === undefined || more.length > 0) throw new Misuse('import needs one directory: storage_dir of the SylkServer')
  const zone = values['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const time = localTime(zone)
  if (values['dry-run']) {
    operator.say(`Nothing is written. Times are taken to be of ${zone}.`)
    say(operator, await importOriginal(directory, time, null), 'Could be taken')
    return EXIT.ok
  }
  return await withStore({ configDir: values['config-dir'], make: true }, operator, async ({ store, name }) => {
    operator.say(`Into ${name}. Times are taken to be of ${zone}.`)
    say(operator, await importOriginal(directory, time, store), 'Taken')
    return EXIT.ok
  })
}

function localTime(zone: string): LocalTime {
  try {
    return new LocalTime(zone)
  } catch (error) {
    throw error instanceof RangeError ? new Misuse(`there is no time zone ${zone}`) : error
  }
}

function say(operator: Operator, summary: Awaited<ReturnType<typeof importOriginal>>, taken: string): void {
  const counted = (kinds: ReadonlyMap<string, number>) =>
    [...kinds].map(([kind, number]) => count(number, kind)).join(', ') || 'nothing'
  operator.say(`${taken}: ${counted(summary.taken)}`)
  if (summary.known.size > 0) operator.say(`There already: ${counted(summary.known)}`)
  for (const remark of summary.remarks) operator.say(printable(remark))
  if (summary.skipped.size > 0) operator.say('Skipped:')
  for (const [reason, number] of summary.skipped) operator.say(`  ${printable(reason)} (${number})`)
}
