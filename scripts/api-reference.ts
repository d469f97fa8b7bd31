// Writes docs/api/ from the schemas of wire/. With --check it writes nothing and exits 1 when the committed pages say something else.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { buildPages, readReference } from './api-reference-pages.ts'

const directory = fileURLToPath(new URL('../docs/api/', import.meta.url))
await mkdir(directory, { recursive: true })

const pages = buildPages(readReference())
const present = (await readdir(directory)).filter((name) => name.endsWith('.md'))
const stale: string[] = present.filter((name) => !pages.has(name))
for (const [name, text] of pages) {
  if (!present.includes(name) || (await readFile(directory + name, 'utf8')) !== text) stale.push(name)
}

if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`docs/api/${name} is not what wire/ says: run npm run docs`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const name of stale) {
    const text = pages.get(name)
    await (text === undefined ? rm(directory + name) : writeFile(directory + name, text))
  }
  console.log(`docs/api: ${pages.size} pages, ${stale.length} changed`)
}
