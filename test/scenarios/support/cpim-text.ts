/** A message in CPIM as a client reads it, without the server's parser. */
export interface CpimText {
  /** By name, the first of each. */
  readonly headers: ReadonlyMap<string, string>
  /** Of the part in it. */
  readonly mime: ReadonlyMap<string, string>
  readonly content: string
  /** The part, headers and all. */
  readonly part: string
}

/** Bytes as latin1, so that none is lost. */
export function readCpimText(bytes: Buffer): CpimText {
  const [head, part] = cut(bytes.toString('latin1'))
  const [mime, content] = cut(part)
  return { headers: fields(head), mime: fields(mime), content: Buffer.from(content, 'latin1').toString(), part }
}

export interface CpimParts {
  /** Null: no such header. */
  readonly from?: string | null
  readonly to?: string | null
  readonly dateTime?: string
  readonly headers?: readonly string[]
  readonly type?: string
  readonly content: string
}

export function cpimText({ from = null, to = null, dateTime, headers = [], type = 'text/plain', content }: CpimParts): string {
  const lines = [
    ...(from === null ? [] : [`From: ${from}`]),
    ...(to === null ? [] : [`To: ${to}`]),
    ...(dateTime === undefined ? [] : [`DateTime: ${dateTime}`]),
    ...headers,
  ]
  return [...lines, '', `Content-Type: ${type}`, '', content].join('\r\n')
}

/** A document of RFC 3994. */
export function composingText(state: string, refresh: number | null = null): string {
  const rest = refresh === null ? '' : `<refresh>${refresh}</refresh>`
  return `<?xml version="1.0"?><isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>${state}</state>${rest}</isComposing>`
}

function cut(text: string): [string, string] {
  const [end = ''] = /\r?\n\r?\n/.exec(text) ?? []
  const at = end === '' ? text.length : text.indexOf(end)
  return [text.slice(0, at), text.slice(at + end.length)]
}

function fields(head: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    if (colon > 0 && !map.has(name)) map.set(name, Buffer.from(line.slice(colon + 1).trim(), 'latin1').toString())
  }
  return map
}
