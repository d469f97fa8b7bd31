import { expect, test } from 'vitest'
import { checkTree, MAX_LINES } from './boundaries-check.ts'

/** What the checker says of a tree given as path → source: `file:line rule`, the reasons left out. */
function rulesBroken(tree: Record<string, string>): string[] {
  return checkTree(new Map(Object.entries(tree))).map(({ file, line, rule }) => `${file}:${line} ${rule}`)
}

test('a tree that keeps the rules passes', () => {
  expect(
    rulesBroken({
      'wire/ping.ts': "import * as z from 'zod/mini'\nimport { name } from './name.ts'\nexport const ping = [z, name]",
      'wire/name.ts': 'export const name = 1',
      'protocols/im/cpim.ts': "import { parse } from 'sdp-transform'\nimport { md5 } from '@noble/hashes/legacy.js'",
      'server/src/ports/clock.ts': 'export interface Clock { now(): number }',
      'server/src/core/call.ts': "import type { Clock } from '../ports/clock.ts'\nimport { sha256 } from '@noble/hashes/sha2.js'",
      'server/src/applications/gateway/call.ts':
        "import '../../core/call.ts'\nimport '../../ports/clock.ts'\nimport '@weft/protocols/im/cpim'\nimport '@weft/wire/ping'\nimport './reply.ts'",
      'server/src/applications/gateway/reply.ts': '',
      'server/src/edge/http/server.ts':
        "import fastify from 'fastify'\nimport { createServer } from 'node:http'\nimport '@weft/wire/ping'",
      'server/src/adapters/media/janus/session.ts': "import 'ws'\nimport '../pool.ts'\nimport '../../../ports/clock.ts'",
      'server/src/adapters/media/pool.ts': '',
      'server/src/config/ini.ts': "import { readFileSync } from 'node:fs'\nimport * as z from 'zod'",
      'server/src/signals.ts': "import 'node:process'\nimport './ports/clock.ts'",
      'server/src/main.ts':
        "import './signals.ts'\nimport './config/ini.ts'\nimport './adapters/media/pool.ts'\nimport './edge/http/server.ts'\nimport './core/call.ts'",
      'server/src/cli.ts': "import { parseArgs } from 'node:util'\nimport './main.ts'\nimport './config/ini.ts'",
      'client/connection.ts': "import '@weft/wire/ping'\nexport const pgp = () => import('openpgp')",
      'web/main.tsx':
        "import '@weft/client/connection'\nimport '@weft/wire/ping'\nimport { render } from 'preact'\nimport './style.css'",
      'web/vite.config.ts': "import { defineConfig } from 'vite'",
      'test/scenarios/call.test.ts': "import '../../server/src/core/call.ts'\nimport 'vitest'",
      'web/rooms/room.test-scene.ts': "import 'vitest'",
      'server/src/core/call.test.ts': "import '../adapters/media/pool.ts'\nimport '@weft/wire/ping'",
    }),
  ).toEqual([])
})

// One row for each thing a room may not take in: file, its source, what is to be said of it.
const FORBIDDEN: [file: string, source: string, rule: string][] = [
  ['wire/ping.ts', "import '@weft/protocols/im/cpim'", 'wire imports protocols'],
  ['wire/ping.ts', "import 'saxes'", 'wire imports saxes'],
  ['protocols/im/cpim.ts', "import '@weft/wire/ping'", 'protocols imports wire'],
  ['protocols/im/cpim.ts', "import 'zod'", 'protocols imports zod'],
  ['protocols/im/cpim.ts', "import 'node:crypto'", 'protocols imports node:'],
  ['protocols/im/cpim.ts', "import 'crypto'", 'protocols imports node:'],
  ['server/src/ports/store.ts', "import '../core/call.ts'", 'ports imports core'],
  ['server/src/ports/store.ts', "import 'zod'", 'ports imports zod'],
  ['server/src/core/call.ts', "import '@weft/wire/ping'", 'core imports wire'],
  ['server/src/core/call.ts', "import '@weft/protocols/im/cpim'", 'core imports protocols'],
  ['server/src/core/call.ts', "import '../applications/gateway/reply.ts'", 'core imports applications/gateway'],
  ['server/src/core/call.ts', "import '../adapters/clock.ts'", 'core imports adapters/clock'],
  ['server/src/core/call.ts', "import 'node:events'", 'core imports node:'],
  ['server/src/applications/gateway/call.ts', "import '../echo/echo.ts'", 'applications/gateway imports applications/echo'],
  ['server/src/applications/gateway/call.ts', "import '../../edge/http.ts'", 'applications/gateway imports edge/http'],
  [
    'server/src/applications/gateway/call.ts',
    "import '../../adapters/store/a.ts'",
    'applications/gateway imports adapters/store',
  ],
  ['server/src/applications/gateway/call.ts', "import '../../config/ini.ts'", 'applications/gateway imports config'],
  ['server/src/applications/gateway/call.ts', "import 'zod'", 'applications imports zod'],
  ['server/src/edge/websocket/server.ts', "import '../http/server.ts'", 'edge/websocket imports edge/http'],
  ['server/src/edge/http/server.ts', "import '../../core/call.ts'", 'edge/http imports core'],
  ['server/src/edge/http/server.ts', "import '../../applications/gateway/call.ts'", 'edge/http imports applications/gateway'],
  ['server/src/edge/http/server.ts', "import '../../adapters/clock.ts'", 'edge/http imports adapters/clock'],
  ['server/src/adapters/media/janus.ts', "import '../store/sqlite.ts'", 'adapters/media imports adapters/store'],
  ['server/src/adapters/media/janus.ts', "import '../../core/call.ts'", 'adapters/media imports core'],
  ['server/src/adapters/media/janus.ts', "import '../../edge/http.ts'", 'adapters/media imports edge/http'],
  ['server/src/config/ini.ts', "import '../ports/log.ts'", 'config imports ports'],
  ['server/src/config/ini.ts', "import 'ws'", 'config imports ws'],
  ['server/src/edge/http/server.ts', "import '../../main.ts'", 'edge/http imports main'],
  ['server/src/cli.ts', "import './adapters/clock.ts'", 'cli imports adapters/clock'],
  ['server/src/main.ts', "import './cli.ts'", 'main imports cli'],
  ['server/src/signals.ts', "import './adapters/clock.ts'", 'signals imports adapters/clock'],
  ['server/src/signals.ts', "import 'pino'", 'door imports pino'],
  ['client/connection.ts', "import '@weft/protocols/im/cpim'", 'client imports protocols'],
  ['client/connection.ts', "import 'preact'", 'client imports preact'],
  ['client/connection.ts', "import * as openpgp from 'openpgp'", 'client imports openpgp at start'],
  ['web/main.tsx', "import '@weft/protocols/im/cpim'", 'web imports protocols'],
  ['web/main.tsx', "import 'zod'", 'web imports zod'],
  ['server/src/core/call.ts', "import './call.test.ts'", 'core imports server/src/core/call.test.ts'],
  ['server/src/core/call.ts', "import '../../../test/kit/clock.ts'", 'core imports test/kit/clock.ts'],
  ['server/src/edge/http.ts', "import '../../../wire/ping.ts'", 'a relative path to wire/ping.ts'],
  ['server/src/core/call.ts', "import '../signals.ts'", 'core imports signals'],
  ['server/src/core/call.ts', "import '../misc/a.ts'", 'core imports server/src/misc/a.ts'],
]

test.each(FORBIDDEN)('%s may not say %s', (file, source, rule) => {
  expect(rulesBroken({ [file]: `\n${source}` })).toEqual([`${file}:2 ${rule}`])
})

test.each([
  "import type { Call } from '../../core/call.ts'",
  "export { call } from '../../core/call.ts'",
  "export type { Call } from '../../core/call.ts'",
  "export * from '../../core/call.ts'",
  "export const load = () => import('../../core/call.ts')",
  'export const load = () => import(`../../core/call.ts`)',
  "export type Call = import('../../core/call.ts').Call",
])('an import is seen however it is written: %s', (source) => {
  expect(rulesBroken({ 'server/src/edge/http/server.ts': source })).toEqual([
    'server/src/edge/http/server.ts:1 edge/http imports core',
  ])
})

test('an error says where, what and why', () => {
  expect(checkTree(new Map([['server/src/core/call.ts', "// calls\nimport 'ws'\n"]]))).toEqual([
    { file: 'server/src/core/call.ts', line: 2, rule: 'core imports ws', why: 'core is protocol-blind; applications translate' },
  ])
})

test('types of a lazily loaded package may be named at the top', () => {
  expect(rulesBroken({ 'client/keys.ts': "import type { Key } from 'openpgp'" })).toEqual([])
})

test.each([
  ['Date.now()', 'Date.now'],
  ["Date['now']()", 'Date.[…]'],
  ['new Date()', 'new Date()'],
  ['new Date', 'new Date()'],
  ['Date()', 'Date()'],
  ['[Date]', 'Date'],
  ['Math.random()', 'Math.random'],
  ["Math['random']()", 'Math.[…]'],
  ['{ const { random } = Math }', 'Math'],
  ['globalThis.crypto', 'globalThis'],
])('pure code may not use %s', (source, what) => {
  expect(rulesBroken({ 'protocols/sip/digest.ts': `\n${source}` })).toEqual([`protocols/sip/digest.ts:2 protocols uses ${what}`])
  expect(rulesBroken({ 'wire/ping.ts': source })).toEqual([`wire/ping.ts:1 wire uses ${what}`])
  expect(rulesBroken({ 'server/src/edge/http/server.ts': source })).toEqual([])
})

test.each([
  'new Date(0).toISOString()',
  'Date.parse(text)',
  'Date.UTC(2024, 1)',
  'when instanceof Date',
  'const f = (when: Date): Date => when',
  'const headers = { Date: 1, Math: 2 }; headers.Date',
  'interface Headers { Date: string; Math(): number }',
  'Math.max(1, 2)',
])('pure code may say %s', (source) => {
  expect(rulesBroken({ 'protocols/sip/date.ts': source })).toEqual([])
})

test('an import() whose module is computed is refused wherever the product says it', () => {
  const source = 'export const load = (name: string) => import(name)'
  expect(rulesBroken({ 'wire/ping.ts': source, 'server/src/main.ts': source })).toEqual([
    'wire/ping.ts:1 computed import()',
    'server/src/main.ts:1 computed import()',
  ])
})

test('a circle of imports is told once, with the way round', () => {
  const [circle, ...more] = checkTree(
    new Map([
      ['wire/a.ts', "import './b.ts'"],
      ['wire/b.ts', "\nimport type { C } from './c.ts'"],
      ['wire/c.ts', "import './a.ts'"],
      ['wire/d.ts', "import './a.ts'"],
    ]),
  )
  expect(more).toEqual([])
  expect(circle).toMatchObject({ file: 'wire/a.ts', line: 1, rule: 'a circle of imports' })
  expect(circle?.why).toContain('wire/a.ts → wire/b.ts → wire/c.ts → wire/a.ts')
})

test('a file that imports itself is a circle', () => {
  expect(rulesBroken({ 'wire/a.ts': "import './a.ts'" })).toEqual(['wire/a.ts:1 a circle of imports'])
})

test('two circles are two violations', () => {
  const tree = { 'wire/a.ts': "import './b.ts'", 'wire/b.ts': "import './a.ts'", 'wire/c.ts': "import './c.ts'" }
  expect(rulesBroken(tree)).toEqual(['wire/a.ts:1 a circle of imports', 'wire/c.ts:1 a circle of imports'])
})

test.each([
  ['server/src/core/utils.ts', 'utils'],
  ['server/src/core/call-helpers.ts', 'helpers'],
  ['server/src/core/roomManager.ts', 'Manager'],
  ['server/src/core/common/call.ts', 'common'],
  ['test/scenarios/util.test.ts', 'util'],
])('%s has a name that says nothing', (file, word) => {
  expect(rulesBroken({ [file]: '' })).toEqual([`${file}:1 a name with "${word}"`])
})

test('a word that only contains an empty name is left alone', () => {
  expect(rulesBroken({ 'wire/uncommon.ts': '', 'wire/utility-bill.ts': '' })).toEqual([])
})

test('a file may be as long as the limit and no longer; tests may', () => {
  const full = 'export {}\n'.repeat(MAX_LINES)
  expect(rulesBroken({ 'wire/full.ts': full, 'wire/full.test.ts': `${full}export {}\n` })).toEqual([])
  expect(rulesBroken({ 'wire/full.ts': `${full}export {}\n` })).toEqual([`wire/full.ts:401 401 lines, more than ${MAX_LINES}`])
})

test.each(['server/src/misc/a.ts', 'server/a.ts', 'extra/a.ts', 'a.ts'])('%s is in no room of the house', (file) => {
  expect(rulesBroken({ [file]: '' })).toEqual([`${file}:1 no room`])
})

test('a file that cannot be parsed is an error, not a silence', () => {
  expect(rulesBroken({ 'wire/ping.ts': 'import {' })).toEqual(['wire/ping.ts:1 unreadable'])
})
