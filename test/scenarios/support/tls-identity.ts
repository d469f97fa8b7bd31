import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTlsIdentity } from '../../../server/src/edge/http/certificate.ts'
import type { SipIdentity } from '../../../server/src/edge/sip/transport/stream-transport.ts'
import { makeCertificate } from '../../interop/certificate.ts'

/** A certificate of its own, signed by nobody else, and its key. */
export async function tlsIdentity(): Promise<SipIdentity> {
  const directory = mkdtempSync(join(tmpdir(), 'weft-sip-tls-'))
  const { certificate, key } = await makeCertificate(directory)
  appendFileSync(certificate, readFileSync(key))
  const identity = readTlsIdentity(certificate, null)
  rmSync(directory, { recursive: true })
  return identity
}
