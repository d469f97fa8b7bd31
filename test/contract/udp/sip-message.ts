export type SipHeader = readonly [name: string, value: string]

/** A SIP message as the test phone reads and writes it: no more of RFC 3261 than a well-behaved peer needs. */
export interface SipMessage {
  /** Null in a request. */
  readonly status: number | null
  /** "" in a response. */
  readonly method: string
  readonly uri: string
  readonly headers: readonly SipHeader[]
  readonly body: string
}

const COMPACT: Readonly<Record<string, string>> = {
  v: 'Via',
  f: 'From',
  t: 'To',
  i: 'Call-ID',
  m: 'Contact',
  l: 'Content-Length',
  c: 'Content-Type',
}

export function readMessage(text: string): SipMessage {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = lines.map((line): SipHeader => {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    return [COMPACT[name] ?? name, line.slice(colon + 1).trim()]
  })
  const status = /^SIP\/2\.0 (\d{3})/.exec(first)
  const [method = '', uri = ''] = status ? [] : first.split(' ')
  return { status: status ? Number(status[1]) : null, method, uri, headers, body: text.slice(end + 4) }
}

export function writeMessage(start: string, headers: readonly SipHeader[], contentType: string | null, body: string): string {
  const type: SipHeader[] = contentType === null ? [] : [['Content-Type', contentType]]
  const lines = [...headers, ...type, ['Content-Length', Buffer.byteLength(body)]].map(([name, value]) => `${name}: ${value}`)
  return [start, ...lines, '', body].join('\r\n')
}

/** All values of a header; routes that stand in one line are taken apart. */
export function all(message: SipMessage, name: string): string[] {
  const values = message.headers.filter(([header]) => header.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
  return name === 'Record-Route' ? values.flatMap((value) => value.split(/,\s*(?=<)/)) : values
}

/** The first value of a header, "" when it is not there. */
export function one(message: SipMessage, name: string): string {
  return all(message, name)[0] ?? ''
}

/** The `X-` headers. */
export function extensionHeaders(message: SipMessage): Record<string, string> {
  return Object.fromEntries(message.headers.filter(([name]) => /^x-/i.test(name)))
}
