// How a stream begins (RFC 6120 §4.7).
import { type ContentNamespace, NS } from './namespaces.ts'
import { printAttributes } from './xml-print.ts'

export interface StreamHeader {
  /** As they stand there; null where they do not. */
  readonly from: string | null
  readonly to: string | null
  readonly id: string | null
  readonly lang: string | null
  /** The major version; 0 where none is given, as before RFC 3920. */
  readonly version: number
}

/** The header as it is sent, which is no whole element. */
export function printStreamHeader(header: StreamHeader, content: ContentNamespace): string {
  const { from, to, id, lang, version } = header
  const attributes = printAttributes({
    xmlns: content,
    'xmlns:stream': NS.streams,
    'xmlns:db': content === NS.server ? NS.dialback : null,
    from,
    to,
    id,
    version: version === 0 ? null : `${version}.0`,
    'xml:lang': lang,
  })
  return `<?xml version='1.0'?><stream:stream${attributes}>`
}

export const STREAM_END = '</stream:stream>'
