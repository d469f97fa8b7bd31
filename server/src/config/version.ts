import { readFileSync } from 'node:fs'

const { version: stated }: { version?: unknown } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)

/** Weft's version, as its package says: `0.1.0`. */
export const version = String(stated)
