import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { TlsIdentity } from './server.ts'

/**
 * Reads a certificate and its unencrypted key, both in PEM and in one file, and the chain that belongs behind it. Throws with a text for the
 * operator when a file cannot be read or its parts do not fit together.
 */
export function readTlsIdentity(certificate: string, chain: string | null): TlsIdentity {
  const pem = read(certificate)
  const cert = chain === null ? pem : `${pem}\n${read(chain)}`
  try {
    createSecureContext({ cert, key: pem })
  } catch (error) {
    throw new Error(`${certificate} cannot be used as certificate: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { cert, key: pem }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
