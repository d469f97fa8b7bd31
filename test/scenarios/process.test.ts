import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SylkClient } from './support/client.ts'

const CLI = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url))

let directory: string
let child: ChildProcess
let output: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-process-'))
  output = ''
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(directory, { recursive: true })
})

function configure(webrtcgateway: string): void {
  writeFileSync(
    join(directory, 'config.ini'),
    '[SIP]\nlocal_udp_port = off\nlocal_tcp_port = off\nlocal_tls_port = off\n[WebServer]\nlocal_ip = 127.0.0.1\nlocal_port = 0\n',
  )
  writeFileSync(
    join(directory, 'webrtcgateway.ini'),
    `${webrtcgateway}\napplication_dir = ${join(directory, 'webrtcgateway')}\nhttp_management_interface = 127.0.0.1:0\n[Janus]\napi_url = ws://127.0.0.1:9\napi_secret = very-secret\n`,
  )
  writeFileSync(join(directory, 'weft.ini'), `[Store]\npath = ${join(directory, 'weft.db')}\n`)
}

/** Starts the server as an operator does; resolves with its URL when it says that it is ready. */
async function serve(): Promise<string> {
  const args = [
    '--conditions=weft-source',
    CLI,
    'serve',
    '--no-fork',
    '--config-dir',
    directory,
    '--runtime-dir',
    join(directory, 'run'),
  ]
  child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, HOME: directory } })
  child.stderr?.on('data', (data) => {
    output += data
  })
  const ready = await logged('"msg":"ready"')
  return JSON.parse(ready).url
}

/** The next line that holds this text, from now on or already there. */
function logged(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`never logged: ${text}\n${output}`)), 10_000)
    const look = () => {
      const line = output
        .split('\n')
        .slice(0, -1)
        .find((candidate) => candidate.includes(text))
      if (line === undefined) return
      clearTimeout(timer)
      child.stderr?.off('data', look)
      resolve(line)
    }
    child.stderr?.on('data', look)
    look()
  })
}

const exitCode = () => new Promise<number | null>((resolve) => child.on('exit', resolve))

test('SIGTERM ends everything in order: clients are told, the pid file goes, the exit code is 0', async () => {
  configure('[General]')
  const url = await serve()
  expect(readFileSync(join(directory, 'run', 'weft.pid'), 'utf8')).toBe(`${child.pid}\n`)
  const client = await SylkClient.connect(url)
  const exit = exitCode()
  child.kill('SIGTERM')
  expect(await client.closed).toBe(1001)
  expect(await exit).toBe(0)
  expect(() => readFileSync(join(directory, 'run', 'weft.pid'))).toThrow('ENOENT')
})

test('SIGTERM ends the process however many connections somebody holds open', async () => {
  configure('[General]')
  const { hostname, port } = new URL(await serve())
  const upgrade = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
  for (const begun of ['', 'GET / HTTP/1.1\r\nHost: x\r\n', `GET /elsewhere HTTP/1.1\r\n${upgrade}\r\n`]) {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.on('error', () => {}).resume()
    await new Promise<void>((resolve) => socket.write(begun, () => resolve()))
  }
  const exit = exitCode()
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

test('SIGHUP reads the configuration again: new origins count for new clients, those there are stay', async () => {
  configure('[General]')
  const url = await serve()
  const client = await SylkClient.connect(url, { origin: 'https://b.example' })
  configure('[General]\nweb_origins = https://a.example:443')
  child.kill('SIGHUP')
  await logged('configuration reloaded')
  await expect(SylkClient.connect(url, { origin: 'https://b.example' })).rejects.toThrow('400')
  expect(await client.request('ping')).toBe('ack')
  await client.close()
})

test('SIGHUP with a configuration that cannot be used changes nothing, the log level neither', async () => {
  configure('[General]')
  const client = await SylkClient.connect(await serve())
  const broken = `[Server]\nlog_level = debug\n[WebServer]\nlocal_ip = 127.0.0.1\ncertificate = ${directory}/missing.pem\n`
  writeFileSync(join(directory, 'config.ini'), broken)
  child.kill('SIGHUP')
  expect(await logged('configuration not reloaded')).toContain('missing.pem cannot be read')
  client.socket.send('not JSON')
  expect(await client.request('ping')).toBe('ack')
  await client.close()
  await logged('client gone')
  expect(output).not.toContain('frame ignored')
})

test('[F14] SIGUSR1 switches debug on, and the second one off again', async () => {
  configure('[General]')
  const url = await serve()
  const client = await SylkClient.connect(url)
  const provoke = async () => {
    client.socket.send('not JSON')
    await client.settled()
  }
  await provoke()
  expect(output).not.toContain('frame ignored')
  child.kill('SIGUSR1')
  await logged('"now":"debug"')
  await provoke()
  await logged('frame ignored')
  child.kill('SIGUSR1')
  await logged('"now":"info"')
  const before = output.length
  await provoke()
  expect(output.slice(before)).not.toContain('frame ignored')
  await client.close()
})

test('what is wrong in the configuration is logged with its place, and secrets are not', async () => {
  configure('[General]\nwebsocket_ping_interval = often\nno_such_option = 1')
  await serve()
  const { level, msg } = JSON.parse(await logged('often'))
  expect(level).toBe('warn')
  expect(msg).toMatch(/webrtcgateway\.ini.*\[General\].*websocket_ping_interval.*120/)
  expect(await logged('no_such_option')).toContain('webrtcgateway.ini')
  expect(output).not.toContain('very-secret')
})

test('a second server on the same runtime directory does not start', async () => {
  configure('[General]')
  await serve()
  const second = spawn(process.execPath, child.spawnargs.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  second.stderr.on('data', (data) => {
    complaint += data
  })
  expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(1)
  expect(complaint).toContain(`already running with pid ${child.pid}`)
})
