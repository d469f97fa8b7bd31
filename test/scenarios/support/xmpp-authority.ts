import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { XmppIdentity } from '../../../server/src/edge/xmpp/peer-identity.ts'

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Vouches for the servers of tests, with the machine's openssl. */
export class XmppAuthority {
  readonly #directory = mkdtempSync(join(tmpdir(), 'weft-xmpp-'))
  /** In PEM. */
  readonly certificate: string

  constructor() {
    this.#openssl('req', '-x509', ...KEY, '-days', '2', '-subj', '/CN=Authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    this.certificate = this.#read('ca.pem')
  }

  /** A certificate with these names, such as `DNS:a.example`. */
  issue(names: readonly string[], how: 'valid' | 'expired' | 'self-signed' | 'for-servers' = 'valid'): XmppIdentity {
    const usage = how === 'for-servers' ? 'extendedKeyUsage=serverAuth\n' : ''
    writeFileSync(join(this.#directory, 'names'), `subjectAltName=${names.join(',')}\n${usage}`)
    this.#openssl('req', '-new', ...KEY, '-subj', '/CN=Server', '-keyout', 'server.key', '-out', 'server.csr')
    const signer = how === 'self-signed' ? ['-signkey', 'server.key'] : ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
    const days = how === 'expired' ? '-1' : '2'
    this.#openssl('x509', '-req', '-in', 'server.csr', ...signer, '-days', days, '-extfile', 'names', '-out', 'server.pem')
    return { cert: this.#read('server.pem'), key: this.#read('server.key') }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true })
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#directory, stdio: 'pipe' })
  }

  #read(name: string): string {
    return readFileSync(join(this.#directory, name), 'utf8')
  }
}
