import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../bin/weft.js', import.meta.url))

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-cli-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

/** Runs `weft` as a user whose home is the test's directory, so that nobody's own files are read. */
function weft(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: directory } })
}

test('check-config shows what is in effect and where it comes from, and tells of mistakes', () => {
  const file = join(directory, 'config.ini')
  writeFileSync(file, '[SIP]\nlocal_udp_port = 99999\nlocal_tcp_port = 5070\n')
  const { status, stdout, stderr } = weft('check-config', '--config-dir', directory)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('    local_udp_port = 5060\n')
  expect(stdout).toContain(`  * local_tcp_port = 5070    ; default: 5060, ${file}:3\n`)
  expect(stdout).toContain(`${file}:2: [SIP] local_udp_port: "99999" is not a whole number from 0 to 65535; using 5060\n`)
})

test('check-config --strict fails where there are warnings and only there', () => {
  expect(weft('check-config', '--strict', '--config-dir', directory).status).toBe(1)
  writeFileSync(join(directory, 'config.ini'), '[SIP]\ntrusted_peers = none\n')
  writeFileSync(join(directory, 'webrtcgateway.ini'), '[General]\nhttp_management_auth_secret = a\n[Janus]\napi_secret = b\n')
  expect(weft('check-config', '--strict', '--config-dir', directory).status).toBe(0)
})

test('check-config never prints a secret', () => {
  writeFileSync(
    join(directory, 'webrtcgateway.ini'),
    '[General]\nhttp_management_auth_secret = hush-1\n  hush-2\nxcap_url = https://user:hush-3@xcap.example.com\nsylk_push_url = ftp://u:hush-4@x\n' +
      '[Janus]\napi_secret = hush-5\napi_secret = hush-6\n',
  )
  const { stdout, stderr } = weft('check-config', '--config-dir', directory)
  expect(stdout).toContain('  * api_secret = (hidden)    ; default: (hidden), ')
  expect(stdout).toContain('http_management_auth_secret: the value is not valid; using (none)')
  expect(stdout).toContain('xcap_url = https://(hidden)@xcap.example.com')
  expect(stdout + stderr).not.toContain('hush')
})

test('--version prints the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  expect(weft('--version')).toMatchObject({ status: 0, stdout: `weft ${version}\n` })
})

test('--help explains, with and without a command', () => {
  for (const args of [['--help'], ['serve', '--help'], ['check-config', '--help']])
    expect(weft(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining('--runtime-dir PATH') })
})

test('a command line that makes no sense is refused with 2', () => {
  expect(weft()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: weft') })
  expect(weft('dance')).toMatchObject({ status: 2, stderr: 'weft: there is no command dance\nTry weft --help\n' })
  expect(weft('serve', '--loudly')).toMatchObject({ status: 2, stderr: expect.stringContaining("Unknown option '--loudly'") })
})

test('an installed package runs what was built', () => {
  for (const folder of ['bin', 'dist']) mkdirSync(join(directory, folder))
  cpSync(launcher, join(directory, 'bin/weft.js'))
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(directory, 'dist/cli.js'), 'console.log(process.argv.slice(2).join())')
  const { stdout } = spawnSync(process.execPath, [join(directory, 'bin/weft.js'), 'serve', '--debug'], { encoding: 'utf8' })
  expect(stdout).toBe('serve,--debug\n')
})
