import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advise } from './advice.ts'
import { assemble, TABLES } from './assemble.ts'
import { readIni } from './ini.ts'
import type { Options } from './options.ts'
import { Resolver } from './resolve.ts'

/** Every section with each of its options, as they stand in a file. */
const places = TABLES.flatMap(({ sections, named }) => {
  const kinds: [string, Options][] = [...Object.entries<Options>(sections), ['room@example.com', named?.options ?? {}]]
  return kinds.flatMap(([section, options]) => Object.values(options).map((option) => `[${section}]\n${option.name} = `))
})

const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.integer().map(String),
  fc.constantFrom(
    '',
    'none',
    'any',
    '*',
    '<Server.spool_dir>',
    '../..',
    'True',
    'allow, deny',
    ':',
    ';',
    '[::1]:5',
    'a@b',
    '//@',
    '"',
  ),
  fc.integer({ min: 4000, max: 5000 }).map((length) => 'x'.repeat(length)),
  fc.array(fc.oneof(fc.ipV4Extended(), fc.domain(), fc.string())).map((items) => items.join(',\n ')),
  fc.webUrl(),
)
const line = fc.tuple(fc.constantFrom(...places), value).map(([place, text]) => `${place}${text}`)

test('whatever the files say, there is a configuration', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.constantFrom('/etc/weft', '/tmp/a\nb'), (lines, directory) => {
      const text = lines.join('\n')
      const layer = { path: `${directory}/x.ini`, directory, document: readIni(text) }
      const resolver = new Resolver()
      const config = assemble(resolver, () => [layer, layer])
      expect(Object.isFrozen(config)).toBe(true)
      expect(config.limits.maxFrameSize).toBeGreaterThanOrEqual(1_048_576)
      expect(config.janus.reconnectMax).toBeGreaterThanOrEqual(config.janus.reconnectMin)
      expect(advise(config, resolver.entries).every((warning) => warning.reason !== '')).toBe(true)
    }),
    { numRuns: 300 },
  )
})
