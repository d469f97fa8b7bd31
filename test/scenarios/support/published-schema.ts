import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'
import { describeWith } from '../../interop/needs.ts'

/** The XML schemas of the RFCs, beside the checkout where they are there at all. */
const FOLDER = fileURLToPath(new URL('../../../../shared/schemas/', import.meta.url))

/** A schema that somebody published: its file, and what the documents of it are called. */
export type PublishedSchema = 'conference' | 'im-iscomposing' | 'imdn' | 'pidf' | 'rcs-fthttp'

/** `describe` for tests that need these schemas and a validator. They are skipped where the schemas are not there, and the title says so. */
export function describeSchemas(schemas: readonly PublishedSchema[], title: string, tests: () => void): void {
  const missing = schemas.filter((schema) => !existsSync(fileOf(schema)))
  if (missing.length === 0) describeWith(['xmllint'], title, tests)
  else describe.skip(`${title} (skipped: no ${missing.join(', ')} in ../shared/schemas)`, tests)
}

/** What is wrong with a document by its schema, as xmllint says it; null where nothing is. */
export function schemaFault(schema: PublishedSchema, document: string): string | null {
  const { status, stderr, error } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', fileOf(schema), '-'], {
    input: document,
    encoding: 'utf8',
  })
  if (error) throw error
  return status === 0 ? null : stderr
}

function fileOf(schema: PublishedSchema): string {
  return `${FOLDER}${schema}.xsd`
}
