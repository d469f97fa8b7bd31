import { OutgoingChunks, type SentChunk } from './outgoing-chunks.ts'

/** A session's bytes, as MsrpSender hands them out: in pieces that are heads, parts of bodies and end-lines; none where none wait. */
export interface ByteSource {
  next(most: number): readonly Uint8Array[]
}

interface Turn {
  readonly source: ByteSource
  readonly chunks: OutgoingChunks
  /** Fetched, and not to be sent before others had their turn: the beginning of a chunk. */
  held: readonly Uint8Array[]
}

/**
 * Whose bytes go out next on a connection. It is one session's as a rule. Several take turns where chunks end, since within one nothing may stand that is
 * not of it.
 */
export class OutgoingTurns {
  readonly #sent: (chunk: SentChunk) => void
  /** The first one is whose turn it is, and the only one of whose chunk a part may be out. */
  #turns: readonly Turn[] = []

  /** `sent` is told of each chunk as it goes out. */
  constructor(sent: (chunk: SentChunk) => void) {
    this.#sent = sent
  }

  add(source: ByteSource): void {
    this.#turns = [...this.#turns, { source, chunks: new OutgoingChunks(), held: [] }]
  }

  /** Whether all of that session's chunks that were begun have ended. */
  isBetween(source: ByteSource): boolean {
    return this.#turns.every((turn) => turn.source !== source || turn.chunks.isBetween)
  }

  remove(source: ByteSource): void {
    this.#turns = this.#turns.filter((turn) => turn.source !== source)
  }

  /** The next bytes, in pieces: about `most`; nothing where nothing waits. */
  next(most: number): readonly Uint8Array[] {
    for (let tries = this.#turns.length; tries > 0; tries--) {
      const [turn, ...others] = this.#turns
      if (!turn) break
      const pieces = this.#take(turn, most, others.length > 0)
      // Where a chunk is under way, nobody else can have a turn.
      if (turn.chunks.isBetween || turn.held.length > 0) this.#turns = [...others, turn]
      if (pieces.length > 0) return pieces
    }
    return []
  }

  #take(turn: Turn, most: number, othersWait: boolean): readonly Uint8Array[] {
    const fetched = turn.source.next(most)
    let ended = 0
    for (const [index, piece] of fetched.entries()) {
      const chunk = turn.chunks.push(piece)
      if (chunk) this.#sent(chunk)
      if (turn.chunks.isBetween) ended = index + 1
    }
    const pieces = turn.held.length > 0 ? [...turn.held, ...fetched] : fetched
    const cut = othersWait && ended > 0 ? turn.held.length + ended : pieces.length
    turn.held = pieces.slice(cut)
    return pieces.slice(0, cut)
  }
}
