const HYPHEN = 45
const LF = 10
/** `MSRP `, before the transaction. */
const BEFORE_TRANSACTION = 5
/** Flag, CR, LF. */
const BEHIND_TRANSACTION = 3
const HYPHENS = 7

/** A request or response that went out. */
export interface SentChunk {
  /** Start line and headers, and the empty line where a body follows. */
  readonly head: Uint8Array
  /** Bytes of its body. */
  readonly size: number
  /** With the CRLF behind the body, where there is one. */
  readonly end: Uint8Array
}

/**
 * Where chunks end in what a sender hands out, piece by piece: only there may those of another session begin on the same connection. A sender's pieces
 * begin and end with heads, bodies or end-lines, and the transaction is such that the end-line is nowhere in the body (RFC 4975 §7.1).
 */
export class OutgoingChunks {
  #head: Uint8Array | null = null
  #endLine = new Uint8Array(0)
  #size = 0

  /** True where nothing, or the end of a chunk, was handed out last. */
  get isBetween(): boolean {
    return this.#head === null
  }

  /** Takes the next piece, which is not empty. Returns the chunk that ends with it, if one does. */
  push(piece: Uint8Array): SentChunk | null {
    if (this.#head === null) {
      const transaction = piece.subarray(BEFORE_TRANSACTION, piece.indexOf(0x20, BEFORE_TRANSACTION))
      this.#endLine = new Uint8Array(HYPHENS + transaction.length).fill(HYPHEN)
      this.#endLine.set(transaction, HYPHENS)
      this.#size = 0
      if (!this.#isEnd(piece)) {
        this.#head = piece
        return null
      }
      const headSize = piece.length - this.#endLine.length - BEHIND_TRANSACTION
      return { head: piece.subarray(0, headSize), size: 0, end: piece.subarray(headSize) }
    }
    if (!this.#isEnd(piece)) {
      this.#size += piece.length
      return null
    }
    const chunk = { head: this.#head, size: this.#size, end: piece }
    this.#head = null
    return chunk
  }

  #isEnd(piece: Uint8Array): boolean {
    const start = piece.length - this.#endLine.length - BEHIND_TRANSACTION
    if (start < 0 || piece[piece.length - 1] !== LF) return false
    for (let index = 0; index < this.#endLine.length; index++) if (piece[start + index] !== this.#endLine[index]) return false
    return true
  }
}
