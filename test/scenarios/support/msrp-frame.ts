/*
 * MSRP's wire format as RFC 4975 §9 has it, written for tests alone: what the server's own parser takes for a message must not be what says that it is one.
 */

/** One request or response, as it came. */
export interface MsrpFrame {
  readonly transaction: string
  /** Null in a response. */
  readonly method: string | null
  /** 0 in a request. */
  readonly status: number
  readonly comment: string
  /** By their names, as they were written. */
  readonly headers: ReadonlyMap<string, string>
  /** Null where there was no empty line, and so no body. */
  readonly body: Buffer | null
  readonly flag: string
}

export interface FrameParts {
  readonly transaction: string
  /** `SEND`, or `200 OK`. */
  readonly what: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: Uint8Array | null
  readonly flag?: string
}

/** The bytes of a request or response; whether it makes sense is for the caller to know. */
export function frameBytes({ transaction, what, headers, body = null, flag = '$' }: FrameParts): Buffer {
  const head = [`MSRP ${transaction} ${what}`, ...headers.map(([name, value]) => `${name}: ${value}`), ''].join('\r\n')
  const end = `-------${transaction}${flag}\r\n`
  return body === null ? Buffer.from(head + end) : Buffer.concat([Buffer.from(`${head}\r\n`), body, Buffer.from(`\r\n${end}`)])
}

/** Cuts frames out of a stream. Throws where the stream is none of MSRP's. */
export class MsrpFrameReader {
  #bytes = Buffer.alloc(0)
  /** Up to where no end-line begins, so that long bodies are not searched again and again. */
  #searched = 0

  push(bytes: Uint8Array): MsrpFrame[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    const frames: MsrpFrame[] = []
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): MsrpFrame | null {
    const firstEnd = this.#bytes.indexOf('\r\n')
    if (firstEnd < 0) return null
    const [, transaction = '', what = ''] =
      /^MSRP ([A-Za-z0-9][A-Za-z0-9.+%=-]{3,31}) (.+)$/.exec(this.#bytes.toString('utf8', 0, firstEnd)) ?? []
    if (transaction === '') throw new Error(`no start line of MSRP: ${this.#bytes.toString('latin1', 0, 80)}`)
    const endLine = `\r\n-------${transaction}`
    const end = this.#bytes.indexOf(endLine, this.#searched)
    const flagAt = end + endLine.length
    if (end < 0 || this.#bytes.length < flagAt + 3) {
      this.#searched = Math.max(0, (end < 0 ? this.#bytes.length : end) - endLine.length)
      return null
    }
    const flag = String.fromCharCode(this.#bytes[flagAt] ?? 0)
    if (!'$+#'.includes(flag) || this.#bytes.toString('latin1', flagAt + 1, flagAt + 3) !== '\r\n') {
      this.#searched = flagAt
      return this.#next()
    }
    const frame = readFrame(transaction, what, this.#bytes.subarray(firstEnd, end + 2), flag)
    this.#bytes = this.#bytes.subarray(flagAt + 3)
    this.#searched = 0
    return frame
  }
}

/** `rest` has a CRLF before its first header, and one before the end-line. */
function readFrame(transaction: string, what: string, rest: Buffer, flag: string): MsrpFrame {
  const empty = rest.indexOf('\r\n\r\n')
  const headEnd = empty < 0 ? rest.length - 2 : empty
  const lines = rest.toString('utf8', 0, Math.max(headEnd, 0)).split('\r\n').slice(1)
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(': ')
      if (colon < 1) throw new Error(`no header: ${line}`)
      return [line.slice(0, colon), line.slice(colon + 2)] as const
    }),
  )
  if (headers.size !== lines.length) throw new Error(`a header is there twice: ${lines.join(' | ')}`)
  const body = empty < 0 ? null : Buffer.from(rest.subarray(empty + 4, Math.max(empty + 4, rest.length - 2)))
  const [, status, comment = ''] = /^(\d{3})(?: (.*))?$/.exec(what) ?? []
  if (status === undefined) return { transaction, method: what, status: 0, comment: '', headers, body, flag }
  return { transaction, method: null, status: Number(status), comment, headers, body, flag }
}
