import { parseArgs } from 'node:util'
import { withStore } from './configured-store.ts'
import { EXIT, Misuse } from './exit-code.ts'
import type { Operator } from './operator.ts'
import { overviewOf } from './overview.ts'
import { REMOVALS } from './removal.ts'

/** `weft db …` (sylkrtc-protocol §10.5): shows and removes what is kept for an account. Resolves with the exit code. */
export async function db(args: string[], operator: Operator): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'config-dir': { type: 'string' }, yes: { type: 'boolean', short: 'y', default: false } },
  })
  const configDir = values['config-dir']
  const [action, ...words] = positionals
  switch (action) {
    case 'init':
      refuseMore(words)
      return await withStore({ configDir, make: true }, operator, async ({ name }) => {
        operator.say(`The database is ready: ${name}`)
        return EXIT.ok
      })
    case 'show': {
      const [given, ...more] = words
      refuseMore(more)
      const account = accountOf(given)
      return await withStore({ configDir }, operator, async ({ store, name }) => {
        const lines = await overviewOf(store, account)
        operator.say(lines === null ? `Nothing is kept for ${account} in ${name}` : `${account} in ${name}`)
        for (const line of lines ?? []) operator.say(line)
        return lines === null ? EXIT.failed : EXIT.ok
      })
    }
    case 'remove': {
      const [what = '', given, which, ...more] = words
      refuseMore(more)
      const remove = REMOVALS.get(what)
      if (!remove) throw new Misuse(`db remove needs one of ${[...REMOVALS.keys()].join(', ')}, and an account`)
      const order = { account: accountOf(given), which: which ?? null, yes: values.yes }
      return await withStore({ configDir }, operator, ({ store }) => remove(store, order, operator))
    }
    default:
      throw new Misuse('db needs init, show ACCOUNT, or remove WHAT ACCOUNT')
  }
}

/** In the form in which accounts are kept. */
function accountOf(given: string | undefined): string {
  if (given === undefined || !/^[^\s@]+@[^\s@]+$/.test(given)) throw new Misuse('name an account: user@domain')
  return given.toLowerCase()
}

function refuseMore(words: readonly string[]): void {
  if (words.length > 0) throw new Misuse(`${words[0]} is one word too many`)
}
