import { address } from './network-values.ts'
import { option } from './options.ts'
import { boolean, choice, optional, path } from './values.ts'

/** auth.ini: domains whose passwords another server checks. */
export const authIni = {
  file: 'auth.ini',
  sections: {
    ExternalAuth: {
      enable: option('enable', boolean, 'False'),
      imapCaCertFile: option('imap_ca_cert_file', path, '/etc/ssl/certs/ca-certificates.crt'),
    },
  },
  named: {
    kind: 'domain',
    accepts: (name: string) => /^[\w.-]+$/.test(name),
    key: (name: string) => name.toLowerCase(),
    options: {
      authType: option('auth_type', choice('SIP', 'IMAP'), 'SIP'),
      // 993: IMAP over TLS (RFC 8314 §3.2)
      imapServer: option('imap_server', optional(address(993)), ''),
    },
  },
}
