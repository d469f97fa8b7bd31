// Whether a certificate's names are a domain's, as servers check each other (RFC 6120 §13.7.1.2, RFC 6125 §6.4, RFC 4985).
import type { CertificateNames } from './certificate-names.ts'
import { domainToAscii, parseDomain } from './domain.ts'

const SERVICE = '_xmpp-server.'

/** `domain` in its one form. The common name is not looked at: certificates of today have their names in subjectAltName. */
export function isNameOf({ dns, srv, xmpp }: CertificateNames, domain: string): boolean {
  const ascii = domainToAscii(domain)
  if (ascii === null) return false
  const isService = srv.some((name) => name.startsWith(SERVICE) && name.slice(SERVICE.length) === ascii)
  return isService || dns.some((name) => matches(name, ascii)) || xmpp.some((address) => parseDomain(address) === domain)
}

/** RFC 6125 §6.4.3: `*` stands for the whole of the first label, and for one label only. */
function matches(name: string, domain: string): boolean {
  if (name === domain) return true
  const dot = domain.indexOf('.')
  return name.startsWith('*.') && dot > 0 && name.slice(1) === domain.slice(dot) && name.slice(2).includes('.')
}
