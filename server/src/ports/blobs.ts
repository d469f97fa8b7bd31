/** Where a blob is. Every part is a plain name: not empty, no `/`, no NUL, no dot in front, at most 255 bytes of UTF-8 together with `meta-`. */
export interface BlobPlace {
  readonly folder: readonly string[]
  readonly name: string
}

export interface StoredBlob {
  readonly place: BlobPlace
  /** Bytes. */
  readonly size: number
  /** When its last byte came; ms since the epoch. */
  readonly storedAt: number
}

/** A blob that is held open: it can be read to its end even if it is removed meanwhile. Must be read or closed. */
export interface OpenBlob extends StoredBlob {
  /** What was noted of it when it was kept. */
  readonly note: string
  /** Its bytes from `first` to `last`, both included; closes it when they are through, or nobody wants more. */
  read(first: number, last: number): AsyncIterable<Uint8Array>
  /** Never rejects; may be called again. */
  close(): Promise<void>
}

/** What tells a blob from all others. */
export interface BlobHashes {
  /** 20 bytes. */
  readonly sha1: Uint8Array
  /** 32 bytes. */
  readonly sha256: Uint8Array
}

/** What has come in whole and is on disk, under no name yet. Must be kept or discarded. */
export interface BlobDraft extends BlobHashes {
  readonly size: number
  /**
   * Gives it its place, all at once and for good: it is found there with this note, or not at all, whatever happens meanwhile. `taken`: something is
   * there already, and stays; `full`: the disk is. In both cases the draft is gone. Only one may be kept at the same place at a time.
   */
  keep(place: BlobPlace, note: string): Promise<'kept' | 'taken' | 'full'>
  /** Does nothing to what has been kept. Never rejects. */
  discard(): Promise<void>
}

export type BlobReceipt =
  | { readonly outcome: 'received'; readonly draft: BlobDraft }
  /** More than `most` came, there is no room left, or the body broke off; nothing is left of it. */
  | { readonly outcome: 'too-large' | 'full' | 'broken-off' }

/** Large things that are written once, as streams. Promises reject with Refusal `backend-refused` where the disk fails. */
export interface Blobs {
  /** Takes in a body of at most `most` bytes, no faster than it can be written; looks at no piece any more when it asks for the next. */
  receive(body: AsyncIterable<Uint8Array>, most: number): Promise<BlobReceipt>
  /** Null where there is none. */
  open(place: BlobPlace): Promise<OpenBlob | null>
  /** The blobs right in that folder. */
  inFolder(folder: readonly string[]): Promise<readonly StoredBlob[]>
  /** Resolves with false where there was none. */
  remove(place: BlobPlace): Promise<boolean>
  /** Removes everything below that folder, and the folders it is in as far as they are empty then. Does nothing where there is none. */
  removeFolder(folder: readonly [string, ...string[]]): Promise<void>
  /** Looks at every blob once, and removes those it is told to, with folders that are empty then. */
  sweep(verdict: (blob: StoredBlob) => 'keep' | 'remove'): Promise<void>
  /** Bytes that can still be written. */
  free(): Promise<number>
}
