import type { SeededRandom } from './seeded-random.ts'

/** Inputs longer than this are cut: what is wrong with long ones is wrong with these. */
export const LONGEST_INPUT = 65_536

type Mutation = (input: Uint8Array, random: SeededRandom, other: Uint8Array, words: readonly Uint8Array[]) => Uint8Array

/** Bytes at which parsers of text protocols decide something. */
const TURNING_POINTS = [
  0x00, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x25, 0x2c, 0x2d, 0x2e, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7f,
  0x80, 0xc0, 0xed, 0xff,
]
const NUMBERS = ['0', '-1', '1', '65535', '65536', '2147483648', '4294967296', '9007199254740993', '1e999', '00'].map((number) =>
  new TextEncoder().encode(number),
)

const mutations: readonly Mutation[] = [
  function flipBit(input, random) {
    const changed = input.slice()
    const at = random.below(input.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
    return changed
  },
  function setByte(input, random) {
    const changed = input.slice()
    changed[random.below(input.length)] = random.below(2) === 0 ? random.pick(TURNING_POINTS) : random.below(256)
    return changed
  },
  function insertByte(input, random) {
    return replace(input, random.below(input.length + 1), 0, Uint8Array.of(random.pick(TURNING_POINTS)))
  },
  function remove(input, random) {
    return replace(input, random.below(input.length + 1), rangeLength(input, random), new Uint8Array())
  },
  function repeat(input, random) {
    const start = random.below(input.length)
    const piece = input.subarray(start, start + rangeLength(input, random))
    const times = random.below(16) === 0 ? 1 + random.below(500) : 1 + random.below(3)
    return replace(input, start, 0, join(Array.from({ length: times }, () => piece)))
  },
  function move(input, random) {
    const start = random.below(input.length)
    const piece = input.slice(start, start + rangeLength(input, random))
    const rest = replace(input, start, piece.length, new Uint8Array())
    return replace(rest, random.below(rest.length + 1), 0, piece)
  },
  function truncate(input, random) {
    return input.slice(0, random.below(input.length))
  },
  function splice(input, random, other) {
    return join([input.subarray(0, random.below(input.length + 1)), other.subarray(random.below(other.length + 1))])
  },
  function insertWord(input, random, _other, words) {
    return words.length === 0 ? input : replace(input, random.below(input.length + 1), 0, random.pick(words))
  },
  function overwriteWord(input, random, _other, words) {
    if (words.length === 0) return input
    const word = random.pick(words)
    return replace(input, random.below(input.length + 1), word.length, word)
  },
  function changeNumber(input, random) {
    const start = input.findIndex((byte, index) => index >= random.below(input.length) && isDigit(byte))
    if (start < 0) return input
    let end = start
    while (isDigit(input[end])) end++
    return replace(input, start, end - start, random.pick(NUMBERS))
  },
]

/** A changed copy of `input`: one to eight mutations on top of each other. `other` lends its parts, `words` are the target's dictionary. */
export function mutate(input: Uint8Array, other: Uint8Array, words: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  let changed = input
  for (let left = 1 + random.below(random.pick([1, 2, 8])); left > 0; left--) {
    const base = changed.length === 0 ? other : changed
    changed = random.pick(mutations)(base, random, other, words).slice(0, LONGEST_INPUT)
  }
  return changed
}

/** Mostly short. */
function rangeLength(input: Uint8Array, random: SeededRandom): number {
  return 1 + random.below(random.below(4) === 0 ? input.length : Math.min(8, input.length))
}

function replace(input: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  return join([input.subarray(0, at), by, input.subarray(at + length)])
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}
