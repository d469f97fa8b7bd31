import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** PEM files of a certificate that signs itself, good for `localhost` and 127.0.0.1 for two days. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Makes one in `directory`, with the machine's openssl. */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const files = { certificate: join(directory, 'certificate.pem'), key: join(directory, 'key.pem') }
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', files.key, '-out', files.certificate],
  ])
  return files
}
