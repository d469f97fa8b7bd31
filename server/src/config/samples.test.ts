import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LoadedConfig, loadConfig } from './config.ts'
import { warningText } from './warning.ts'

const samples = fileURLToPath(new URL('../../../packaging/config', import.meta.url))

let directory: string
let enabled: LoadedConfig

/** The samples with every "; option = value" set free. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-samples-'))
  for (const name of readdirSync(samples))
    writeFileSync(join(directory, name), readFileSync(join(samples, name), 'utf8').replaceAll(/^; /gm, ''))
  enabled = loadConfig([{ path: directory, named: true }])
})

afterAll(() => rmSync(directory, { recursive: true }))

test('the sample files change nothing as they are', () => {
  const { entries, warnings } = loadConfig([{ path: samples, named: true }])
  expect(entries.filter((entry) => entry.source !== null)).toEqual([])
  expect(warnings.map((warning) => warning.option)).toEqual(['trusted_peers', 'api_secret', 'http_management_auth_secret'])
})

test('the sample files show every option of their kind at its default', () => {
  const shown = readdirSync(samples)
  const entries = enabled.entries.filter((entry) => shown.includes(entry.file))
  expect(shown).toContain('weft.ini')
  expect(entries.filter((entry) => entry.source === null)).toEqual([])
  expect(entries.filter((entry) => entry.changed)).toEqual([])
})

test('the sample files show nothing that does not exist', () => {
  const unexpected = enabled.warnings.filter(({ reason }) => /there is no such|neither|already given/.test(reason))
  expect(unexpected.map(warningText)).toEqual([])
})

test('the sample files show the sections of rooms and domains', () => {
  expect(enabled.config.rooms.names).toHaveLength(1)
  expect(enabled.config.chatRooms.names).toHaveLength(1)
  expect(enabled.config.auth.domains.names).toHaveLength(1)
})
