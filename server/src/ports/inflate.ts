/** Bytes as they were before they were compressed, or why there are none. */
export type Inflated = Uint8Array | 'corrupt' | 'too-large'

/** Undoes `Content-Encoding: deflate` (RFC 9110 §8.4.1.2: the zlib format of RFC 1950). Never rejects; stops at `longest` bytes. */
export type Inflate = (compressed: Uint8Array, longest: number) => Promise<Inflated>
