// MD5 (RFC 1321). Broken as a signature, and still what SIP digest authentication is made of: the HA1 that the gateway wants as a
// password is one. WebCrypto has no MD5 on purpose, hence this one.

/** Rotations of the four rounds, each repeated four times (RFC 1321 §3.4). */
const ROTATIONS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const

/** The 64-element sine table T of RFC 1321 §3.4. */
const SINES = Uint32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32))

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

/** The message with its padding: 0x80, zeros, and its length in bits as a little-endian 64-bit number (RFC 1321 §3.1, §3.2). */
function padded(message: Uint8Array): DataView {
  const length = (((message.length + 8) >> 6) + 1) << 6
  const bytes = new Uint8Array(length)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(length - 8, (message.length << 3) >>> 0, true)
  view.setUint32(length - 4, Math.floor(message.length / 2 ** 29), true)
  return view
}

/** One block's round function and the index of the word that it takes (RFC 1321 §3.4). */
function mix(round: number, step: number, b: number, c: number, d: number): readonly [value: number, word: number] {
  if (round === 0) return [(b & c) | (~b & d), step]
  if (round === 1) return [(b & d) | (c & ~d), (5 * step + 1) % 16]
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) % 16]
  return [c ^ (b | ~d), (7 * step) % 16]
}

/** The MD5 of `text` in UTF-8, as 32 lower-case hex digits (RFC 1321). */
export function md5(text: string): string {
  const view = padded(new TextEncoder().encode(text))
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state
    for (let step = 0; step < 64; step++) {
      const round = step >> 4
      const [value, word] = mix(round, step, b, c, d)
      const sum = a + value + (SINES[step] ?? 0) + view.getInt32(block + word * 4, true)
      const next = b + rotateLeft(sum | 0, ROTATIONS[round]?.[step % 4] ?? 0)
      a = d
      d = c
      c = b
      b = next | 0
    }
    for (const [index, word] of [a, b, c, d].entries()) state[index] = (state[index] ?? 0) + word
  }
  return Array.from(new Uint8Array(state.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
