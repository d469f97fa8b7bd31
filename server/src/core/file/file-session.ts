import type { OpenBlob } from '../../ports/blobs.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MsrpEvent, MsrpRemote, MsrpSession, MsrpSessions, MsrpTransport } from '../../ports/msrp.ts'
import type { Random } from '../../ports/random.ts'
import { FileDelivery } from './file-delivery.ts'
import { type AwaitedFile, FileReception, type Kept } from './file-reception.ts'

export interface FileSessionNeeds {
  readonly sessions: MsrpSessions
  readonly clock: Clock
  readonly random: Random
}

export interface FileSessionListener<Outcome> {
  /** The other side is there. */
  bound?(): void
  /** What became of the file; once. */
  done(outcome: Outcome): void
  /** The other side has had time to see that; the session is to be ended. Once, unless it has been closed before. */
  over(): void
}

/** Bytes of a stored file that are wanted, counted from 0. */
export interface WantedBytes {
  readonly blob: OpenBlob
  /** MIME type; null where nobody said. */
  readonly contentType: string | null
  readonly first: number
  readonly last: number
}

/** ms between the last that is said of a file and the end of its session (msrp-conference §8.2). */
const AFTER_PUSH = 1_000
const AFTER_PULL = 3_000
/** ms that a peer that is there may wait before it sends its file; pauses after that are the connection's to judge. */
const BEFORE_PUSH = 60_000
/** Nothing says what a file is. */
const UNKNOWN_TYPE = 'application/octet-stream'

/** An MSRP session for one file, which ends once that is through. */
export class FileSession {
  /** Our end of it. */
  readonly end: MsrpSession
  readonly #clock: Clock
  readonly #over: () => void
  #cancelEnd = () => {}
  #cancelWait = () => {}
  #isClosed = false

  /** For a file that the other side sends. Null where that transport is not served. */
  static receiving(
    transport: MsrpTransport,
    file: AwaitedFile,
    { bound, done, over }: FileSessionListener<Kept>,
    needs: FileSessionNeeds,
  ): FileSession | null {
    let session: FileSession | null = null
    const reception = new FileReception(file, (kept) => {
      done(kept)
      if (session) session.#endAfter(AFTER_PUSH)
    })
    // Files go as they are: a message around one is not it.
    const accepts = (contentType: string) => !/^message\/cpim\b/i.test(contentType)
    const settings = { transport, accepts, bodies: 'passing' as const, mostBytes: file.size }
    const hear = (event: MsrpEvent) => {
      if (event.kind === 'bound') bound?.()
      if (session && event.kind === 'bound') session.#awaitFile()
      if (session && event.kind === 'bytes') session.#cancelWait()
      return reception.hear(event)
    }
    session = FileSession.#open(needs, settings, hear, over)
    return session
  }

  /** For a file that the other side wants. Null where that transport is not served; the blob is closed then. */
  static sending(
    transport: MsrpTransport,
    { blob, contentType, first, last }: WantedBytes,
    { bound, done, over }: FileSessionListener<boolean>,
    needs: FileSessionNeeds,
  ): FileSession | null {
    let delivery: FileDelivery | null = null
    const settings = { transport, accepts: () => false, bodies: 'passing' as const, mostBytes: 0 }
    const hear = (event: MsrpEvent) => {
      if (event.kind === 'bound') bound?.()
      return delivery?.hear(event)
    }
    const session = FileSession.#open(needs, settings, hear, over)
    if (!session) {
      void blob.close()
      return null
    }
    const file = { blob, contentType: contentType ?? UNKNOWN_TYPE, id: needs.random.id(), first, last }
    delivery = new FileDelivery(file, session.end, (isDelivered) => {
      done(isDelivered)
      session.#endAfter(AFTER_PULL)
    })
    return session
  }

  static #open(
    { sessions, clock }: FileSessionNeeds,
    settings: Parameters<MsrpSessions['open']>[0],
    hear: (event: MsrpEvent) => void | Promise<void>,
    over: () => void,
  ): FileSession | null {
    const end = sessions.open(settings, hear)
    return end && new FileSession(end, clock, over)
  }

  private constructor(end: MsrpSession, clock: Clock, over: () => void) {
    this.end = end
    this.#clock = clock
    this.#over = over
  }

  /** Both sides are described. What cannot be connected is over, after this has returned. */
  start(remote: MsrpRemote): void {
    if (this.end.connect(remote) !== null) this.end.close()
  }

  /** `over` is not called any more; what became of the file still is. */
  close(): void {
    this.#isClosed = true
    this.#cancelEnd()
    this.#cancelWait()
    this.end.close()
  }

  #awaitFile(): void {
    this.#cancelWait = this.#clock.after(BEFORE_PUSH, () => this.end.close())
  }

  #endAfter(delay: number): void {
    this.#cancelWait()
    if (this.#isClosed) return
    this.#cancelEnd = this.#clock.after(delay, () => {
      this.#isClosed = true
      this.end.close()
      this.#over()
    })
  }
}
