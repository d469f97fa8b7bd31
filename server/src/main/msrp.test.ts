import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../test/scenarios/support/log.ts'
import { tlsIdentity } from '../../../test/scenarios/support/tls-identity.ts'
import { systemClock } from '../adapters/clock/system.ts'
import { systemRandom } from '../adapters/random/system.ts'
import { loadConfig } from '../config/config.ts'
import type { MsrpEdge } from '../edge/msrp/msrp-edge.ts'
import type { Dns } from '../ports/dns.ts'
import { msrpIdentityOf, msrpOf, msrpPlaceOf } from './msrp.ts'

const dns: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => [] }
const chat = { accepts: () => true, bodies: 'whole', mostBytes: 1000 } as const

let directory: string
let edge: MsrpEdge | null
let log: RecordingLog
let certificate: string

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weft-msrp-'))
  edge = null
  log = new RecordingLog()
  certificate = join(directory, 'own.pem')
  const { cert, key } = await tlsIdentity()
  writeFileSync(certificate, `${cert}\n${key}`)
})

afterEach(() => {
  edge?.stop()
  rmSync(directory, { recursive: true })
})

/** The edge by these lines of config.ini and of [MSRP] in weft.ini, on free ports of loopback. */
async function start(configIni: readonly string[], msrp: readonly string[] = []): Promise<MsrpEdge> {
  writeFileSync(join(directory, 'config.ini'), configIni.join('\n'))
  writeFileSync(join(directory, 'weft.ini'), ['[MSRP]', 'tcp_port = 0', 'tls_port = 0', ...msrp].join('\n'))
  const { config } = loadConfig([{ path: directory, named: true }])
  edge = msrpOf(config, { clock: systemClock, random: systemRandom, dns, log }, null)
  await edge.start(msrpPlaceOf(config, { address: '127.0.0.1', host: '127.0.0.1' }))
  return edge
}

const served = (of: MsrpEdge) => [of.serves('tcp'), of.serves('tls')]

test('with use_tls there is TLS and nothing else', async () => {
  const running = await start(['[Server]', `certificate = ${certificate}`])
  expect(served(running)).toEqual([false, true])
})

test('without use_tls there is TCP, and TLS where there is a certificate', async () => {
  const both = await start(['[Server]', `certificate = ${certificate}`, '[MSRP]', 'use_tls = no'])
  expect(served(both)).toEqual([true, true])
  both.stop()
  const plain = await start(['[Server]', `certificate = ${directory}/none`, '[MSRP]', 'use_tls = no'])
  expect(served(plain)).toEqual([true, false])
  expect(log.text).toContain('no MSRP over TLS')
})

test('without a certificate use_tls means that there is no MSRP, which the operator is told', async () => {
  const none = await start(['[Server]', `certificate = ${directory}/none`])
  expect(served(none)).toEqual([false, false])
  expect(log.text).toContain('no MSRP: it takes a certificate, or use_tls = False')
})

test('a port that is off is not listened on, and takes no certificate', async () => {
  const none = await start(['[MSRP]', 'use_tls = no'], ['tcp_port = off', 'tls_port = off'])
  expect(served(none)).toEqual([false, false])
  expect(log.text).not.toContain('certificate')
})

test('[C18] paths say advertised_ip where that is set, with the port that is listened on', async () => {
  const running = await start(['[SIP]', 'advertised_ip = 192.0.2.7', '[MSRP]', 'use_tls = no'])
  const session = running.open({ transport: 'tcp', ...chat }, () => {})
  expect(session?.place).toEqual({ host: '192.0.2.7', port: running.port('tcp') })
  expect(session?.path).toMatch(new RegExp(`^msrp://192\\.0\\.2\\.7:${running.port('tcp')}/[0-9a-f]{32};tcp$`))
})

test('the certificate can be read again later', async () => {
  const running = await start(['[Server]', `certificate = ${certificate}`])
  const before = running.open({ transport: 'tls', ...chat }, () => {})?.fingerprint
  const { cert, key } = await tlsIdentity()
  writeFileSync(certificate, `${cert}\n${key}`)
  const identity = msrpIdentityOf(loadConfig([{ path: directory, named: true }]).config, log)
  if (identity) running.useCertificate(identity)
  const after = running.open({ transport: 'tls', ...chat }, () => {})?.fingerprint
  expect(after?.value).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  expect(after).not.toEqual(before)
})
