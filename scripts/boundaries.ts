// Checks the house's rules over the whole tree: who may import whom, purity, names, sizes. Exit code 1 where one is broken.
import { fileURLToPath } from 'node:url'
import { checkTree, countLines, MAX_LINES } from './boundaries-check.ts'
import { isOutside } from './boundaries-rooms.ts'
import { readSources } from './check-sources.ts'

/** From here on a file is worth a look before it grows further. */
const LONG = 300

const sources = readSources(fileURLToPath(new URL('..', import.meta.url)))
const violations = checkTree(sources)
for (const { file, line, rule, why } of violations) console.log(`${file}:${line}: ${rule}\n    ${why}`)

const long = [...sources]
  .filter(([file]) => !isOutside(file))
  .map(([file, text]) => ({ file, lines: countLines(text) }))
  .filter(({ lines }) => lines > LONG)
  .sort((one, other) => other.lines - one.lines)
if (long.length > 0) console.log(`\nthe longest files (at most ${MAX_LINES} lines):`)
for (const { file, lines } of long) console.log(`  ${String(lines).padStart(4)} ${file}`)

console.log(`boundaries: ${sources.size} files, ${violations.length} violations`)
process.exitCode = violations.length > 0 ? 1 : 0
