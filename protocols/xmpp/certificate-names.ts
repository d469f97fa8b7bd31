// Which names a certificate is for (RFC 5280 §4.2.1.6): those in its subjectAltName that XMPP looks at, of which Node's TLS tells only some. Reads just as much
// DER (X.690) as that takes.

export interface CertificateNames {
  /** `dNSName`, in lower case; the first label may be `*`. */
  readonly dns: readonly string[]
  /** `SRVName` (RFC 4985), such as `_xmpp-server.example.com`, in lower case. */
  readonly srv: readonly string[]
  /** `XmppAddr` (RFC 6120 §13.7.1.4), as it stands there. */
  readonly xmpp: readonly string[]
}

interface Value {
  /** With class and form. */
  readonly tag: number
  readonly content: Uint8Array
}

const NO_NAMES: CertificateNames = { dns: [], srv: [], xmpp: [] }
const [OID, OCTET_STRING, SEQUENCE] = [0x06, 0x04, 0x30]
/** `[3]` of TBSCertificate: its extensions. `[0]` and `[2]` of GeneralName: otherName and dNSName. */
const [EXTENSIONS, OTHER_NAME, DNS_NAME, EXPLICIT] = [0xa3, 0xa0, 0x82, 0xa0]
const SUBJECT_ALT_NAME = '551d11'
const SRV_NAME = '2b06010505070807'
const XMPP_ADDR = '2b06010505070805'
/** Bytes of a certificate, and values within one. */
const LARGEST = 65_536
const MOST_VALUES = 1024

/** The names in a certificate in DER; none where it is not one that can be read, or has none. */
export function readCertificateNames(der: Uint8Array): CertificateNames {
  if (der.length > LARGEST) return NO_NAMES
  const [certificate] = valuesIn(der)
  const [body] = certificate?.tag === SEQUENCE ? valuesIn(certificate.content) : []
  const wrapped = body?.tag === SEQUENCE ? valuesIn(body.content).find(({ tag }) => tag === EXTENSIONS) : undefined
  const [extensions] = wrapped ? valuesIn(wrapped.content) : []
  for (const extension of extensions ? valuesIn(extensions.content) : []) {
    const [id, ...rest] = valuesIn(extension.content)
    const value = rest.at(-1)
    if (id?.tag === OID && hexOf(id.content) === SUBJECT_ALT_NAME && value?.tag === OCTET_STRING) return readNames(value.content)
  }
  return NO_NAMES
}

function readNames(bytes: Uint8Array): CertificateNames {
  const names = { dns: [] as string[], srv: [] as string[], xmpp: [] as string[] }
  const [sequence] = valuesIn(bytes)
  for (const { tag, content } of sequence ? valuesIn(sequence.content) : []) {
    if (tag === DNS_NAME) names.dns.push(textOf(content).toLowerCase())
    if (tag !== OTHER_NAME) continue
    const [id, wrapped] = valuesIn(content)
    const [text] = wrapped?.tag === EXPLICIT ? valuesIn(wrapped.content) : []
    if (id?.tag !== OID || !text) continue
    if (hexOf(id.content) === SRV_NAME) names.srv.push(textOf(text.content).toLowerCase())
    else if (hexOf(id.content) === XMPP_ADDR) names.xmpp.push(textOf(text.content))
  }
  return names
}

/** The values that stand one after the other, as far as they can be read. */
function valuesIn(bytes: Uint8Array): Value[] {
  const values: Value[] = []
  for (let at = 0; at + 1 < bytes.length && values.length < MOST_VALUES; ) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1] ?? 0
    const digits = first < 0x80 ? 0 : first & 0x7f
    // Tags of more than one byte, and lengths of more than three or of none, stand in no certificate.
    if ((tag & 0x1f) === 0x1f || digits > 3 || first === 0x80) break
    let size = digits === 0 ? first : 0
    for (let digit = 0; digit < digits; digit++) size = size * 256 + (bytes[at + 2 + digit] ?? 0)
    const start = at + 2 + digits
    if (start + size > bytes.length) break
    values.push({ tag, content: bytes.subarray(start, start + size) })
    at = start + size
  }
  return values
}

/** Bytes that are no UTF-8 become U+FFFD, which is in no name. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
