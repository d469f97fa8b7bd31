import { deviceTokens } from '../../../server/src/adapters/import/device-tokens.ts'
import { PickleError, type PickleValue, readPickle } from '../../../server/src/adapters/import/pickle.ts'
import { FOREIGN, PLAIN, TOKENS } from '../../original/pickles.ts'

export const target = {
  name: 'pickle',
  seeds: [...TOKENS, ...PLAIN, ...Object.values(FOREIGN)].map((pickle) => new Uint8Array(Buffer.from(pickle, 'base64'))),
  dictionary: ['ccollections\ndefaultdict\n', 'Vab\n', "S'ab'\n", 'I01\n', 'L5L\n', 'h\x00', 'q\x00', '\\u00e9'],

  /** Throws when reading throws anything but PickleError, gives what is no plain data, or gives what push tokens cannot be looked for in. */
  run(input: Uint8Array): void {
    let value: PickleValue
    try {
      value = readPickle(input)
    } catch (error) {
      if (error instanceof PickleError) return
      throw error
    }
    expectPlain(value)
    deviceTokens(value)
  },
}

/** Places may be shared, and hold themselves: each is looked at once. */
function expectPlain(root: unknown): void {
  const seen = new Set<unknown>([root])
  for (const value of seen) {
    if (value instanceof Map) for (const one of [...value.keys(), ...value.values()]) seen.add(one)
    else if (Array.isArray(value)) for (const one of value) seen.add(one)
    else if (value !== null && !['string', 'boolean', 'number'].includes(typeof value))
      throw new Error(`it gave a ${typeof value}`)
  }
}
