/**
 * Undoes `Content-Encoding: deflate` (RFC 9110 §8.4.1.2: the zlib format of RFC 1950). Null where the bytes are not in that format, or would be more
 * than `longest` without it: no more than that is ever made of them. Never rejects.
 */
export type Inflate = (compressed: Uint8Array, longest: number) => Promise<Uint8Array | null>
