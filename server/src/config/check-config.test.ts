import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configReport } from './check-config.ts'
import { type LoadedConfig, loadConfig } from './config.ts'

const defaults = loadConfig([])

/** A report with these entries changed in place of the defaults. */
function reportWith(...entries: LoadedConfig['entries']): string {
  return configReport({ ...defaults, files: ['/etc/weft/config.ini'], entries, warnings: [] })
}

test('without files it says so and shows the defaults', () => {
  const lines = configReport(defaults).split('\n')
  expect(lines[0]).toBe('No configuration file was found: everything is at its default.')
  expect(lines).toContain('webrtcgateway.ini')
  expect(lines).toContain('  [Janus]')
  expect(lines).toContain('    local_ip = (the address of the default route)')
  expect(lines.filter((line) => line.startsWith('  *'))).toEqual([])
})

test('marks what differs, with the default and its source', () => {
  const entry = { file: 'config.ini', section: 'Server', option: 'log_level', text: 'debug', fallback: 'info', changed: true }
  expect(reportWith({ ...entry, source: { path: '/etc/weft/config.ini', line: 7 } }).split('\n')).toEqual([
    'Read:',
    '  /etc/weft/config.ini',
    '',
    'config.ini',
    '  [Server]',
    '  * log_level = debug    ; default: info, /etc/weft/config.ini:7',
    '',
    'No warnings.',
  ])
})

test('ends with the warnings', () => {
  const report = configReport(defaults)
  expect(report).toContain(`Warnings (${defaults.warnings.length}):\n  config.ini: [SIP] trusted_peers: every host`)
})

test('hides what a URL says of passwords, encoded or not, and tells of a file that is not used', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-check-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const report = (url: string) => {
    writeFileSync(join(directory, 'weft.ini'), `[Store]\nurl = ${url}\npath = weft.db\n`)
    return configReport(loadConfig([{ path: directory, named: true }]))
  }
  const plain = report('postgresql://weft:hush@db.example.com/weft')
  expect(plain).toContain('  * url = postgresql://(hidden)@db.example.com/weft    ; default: (none: the file of path)')
  expect(plain).toMatch(/weft\.ini:3: \[Store\] path: url is given as well, and counts/)
  expect(report('postgresql:///weft?user=u&password=hush')).toContain('postgresql:///weft?user=u&password=(hidden)')
  for (const url of ['postgresql://weft:hu/sh@hush@db/weft', 'mysql://weft:hu@sh/hush@db'])
    expect(report(url)).not.toMatch(/hu.?sh/)
})

test('hides secrets', () => {
  const report = configReport(defaults)
  expect(report).toContain('    api_secret = (hidden)\n')
  expect(report).toContain('    http_management_auth_secret = (none)\n')
  expect(report).not.toContain('0745f2f7')
})
