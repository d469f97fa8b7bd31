import { expect, test } from 'vitest'
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

test('hides secrets', () => {
  const report = configReport(defaults)
  expect(report).toContain('    api_secret = (hidden)\n')
  expect(report).toContain('    http_management_auth_secret = (none)\n')
  expect(report).not.toContain('0745f2f7')
})
