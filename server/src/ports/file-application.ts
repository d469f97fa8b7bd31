/** The parts of a transfer's address as a client wrote them, escapes undone; nothing of them is checked yet (sylkrtc-protocol §7.3). */
export interface FileAddress {
  readonly sender: string
  readonly receiver: string
  readonly id: string
  readonly name: string
}

/** What a client sends, and how that is ended. */
export interface UploadBody {
  /** Bytes that the body has: no more come, and where fewer come it breaks off. */
  readonly size: number
  /** Each piece is good until the next is asked for. */
  readonly body: AsyncIterable<Uint8Array>
  /** Where the client is, as for its WebSocket. */
  readonly address: string
  /** Ends the connection; the body breaks off then. */
  abort(): void
}

export interface FileUpload extends FileAddress, UploadBody {
  /** MIME type as the client says; empty where it says none. */
  readonly contentType: string
}

export type UploadOutcome =
  /** The file is on disk, and its message in the journals. */
  | 'stored'
  /** The sender is nobody who is connected from there, or names nothing that can be kept. */
  | 'forbidden'
  /** Nothing is kept for either of the two. */
  | 'nobody'
  /** Something else was uploaded under this id. */
  | 'taken'
  | 'too-large'
  | 'too-many'
  /** The sender has used up his share. */
  | 'share-full'
  | 'disk-full'
  /** There is nobody left to tell. */
  | 'cancelled'
  | 'broken-off'

/** A file that is held open for one client. Must be read or closed. */
export interface OfferedFile {
  readonly name: string
  readonly size: number
  /** ms since the epoch. */
  readonly storedAt: number
  /** What stays the same as long as the content does; printable ASCII without quotes. */
  readonly tag: string
  /** Its bytes from `first` to `last`, both included. */
  read(first: number, last: number): AsyncIterable<Uint8Array>
  /** Never rejects; may be called again. */
  close(): Promise<void>
}

/** An application that takes files and gives them out; the edge that speaks HTTP is handed one. */
export interface FileApplication {
  /** Reads the body, or not. Rejects with Refusal where the file or its message could not be kept. */
  upload(upload: FileUpload): Promise<UploadOutcome>
  /** True where an upload of that id was running, which `address` may end, and has been ended. */
  cancel(id: string, address: string): boolean
  /** `address`: where the client is. `wait`: too many from there have asked for what is not there. */
  find(file: FileAddress, address: string): Promise<OfferedFile | 'missing' | 'wait'>
}
