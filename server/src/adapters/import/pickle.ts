/** What Python's pickles of plain data come to: dicts are Maps, lists and tuples arrays. Two places may hold the same object, and one may hold itself. */
export type PickleValue = null | boolean | number | string | readonly PickleValue[] | ReadonlyMap<PickleValue, PickleValue>

/** It is no pickle, or holds what is no plain data. */
export class PickleError extends Error {}

/** Bytes, and values, of a pickle. */
const LONGEST = 64 * 1024 * 1024
const MOST_VALUES = 2_000_000
/** Opcodes of Python's Lib/pickletools.py, by their byte. Their names there are beside them. */
const STOP = 0x2e
const MARK = Symbol('mark')
/** Makes an empty dict when it is called: the one class that the original's file names. */
const DEFAULTDICT = Symbol('collections.defaultdict')

type Item = null | boolean | number | string | Item[] | Map<Item, Item> | typeof MARK | typeof DEFAULTDICT

/**
 * Reads a pickle of protocol 0 to 5 that consists of dicts, lists, tuples, strings, whole numbers, booleans and None, and of defaultdicts without a
 * factory. Nothing in it is ever called. Throws PickleError, and nothing else.
 */
export function readPickle(bytes: Uint8Array): PickleValue {
  if (bytes.length > LONGEST) throw new PickleError(`it is longer than ${LONGEST} bytes`)
  return new PickleMachine(bytes).run()
}

class PickleMachine {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #memo = new Map<number, Item>()
  readonly #stack: Item[] = []
  #at = 0
  #values = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  run(): PickleValue {
    for (let opcode = this.#byte(); opcode !== STOP; opcode = this.#byte()) this.#step(opcode)
    const [value = null] = this.#last(1)
    if (this.#stack.length > 0) throw new PickleError('something is left over')
    // plain() has seen to it, here and for what containers hold.
    return value as PickleValue
  }

  #step(opcode: number): void {
    const character = String.fromCharCode(opcode)
    switch (opcode < 0x80 ? character : opcode) {
      case 0x80: // PROTO
        if (this.#byte() > 5) throw new PickleError('it is of a protocol that is not known')
        break
      case 0x95: // FRAME
        this.#skip(8)
        break
      case '(': // MARK
        this.#push(MARK)
        break
      case 'N': // NONE
        this.#push(null)
        break
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        this.#push(opcode === 0x88)
        break
      case 'I': // INT
      case 'L': // LONG
        this.#push(numberOf(this.#line()))
        break
      case 'J': // BININT
        this.#push(this.#view.getInt32(this.#skip(4), true))
        break
      case 'K': // BININT1
        this.#push(this.#byte())
        break
      case 'M': // BININT2
        this.#push(this.#view.getUint16(this.#skip(2), true))
        break
      case 0x8a: // LONG1
        this.#push(this.#longInteger(this.#byte()))
        break
      case 'S': // STRING
        this.#push(quotedString(this.#line()))
        break
      case 'V': // UNICODE
        this.#push(unicodeLine(this.#line()))
        break
      case 'U': // SHORT_BINSTRING
      case 0x8c: // SHORT_BINUNICODE
        this.#push(this.#text(this.#byte()))
        break
      case 'T': // BINSTRING
      case 'X': // BINUNICODE
        this.#push(this.#text(this.#uint32()))
        break
      case 0x8d: // BINUNICODE8
        this.#push(this.#text(Number(this.#view.getBigUint64(this.#skip(8), true))))
        break
      case '}': // EMPTY_DICT
        this.#push(new Map())
        break
      case ']': // EMPTY_LIST
      case ')': // EMPTY_TUPLE
        this.#push([])
        break
      case 'd': // DICT
        this.#push(pairsInto(new Map(), this.#sinceMark()))
        break
      case 'l': // LIST
      case 't': // TUPLE
        this.#push(this.#sinceMark())
        break
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#push(this.#last(opcode - 0x84))
        break
      case 's': // SETITEM
        this.#fill(this.#last(2))
        break
      case 'u': // SETITEMS
        this.#fill(this.#sinceMark())
        break
      case 'a': // APPEND
        this.#extend(this.#last(1))
        break
      case 'e': // APPENDS
        this.#extend(this.#sinceMark())
        break
      case 'p': // PUT
        this.#remember(integerOf(this.#line()))
        break
      case 'q': // BINPUT
        this.#remember(this.#byte())
        break
      case 'r': // LONG_BINPUT
        this.#remember(this.#uint32())
        break
      case 0x94: // MEMOIZE
        this.#remember(this.#memo.size)
        break
      case 'g': // GET
        this.#recall(integerOf(this.#line()))
        break
      case 'h': // BINGET
        this.#recall(this.#byte())
        break
      case 'j': // LONG_BINGET
        this.#recall(this.#uint32())
        break
      case 'c': // GLOBAL
        this.#push(classNamed(this.#line(), this.#line()))
        break
      case 0x93: // STACK_GLOBAL
        this.#push(classNamed(...this.#pair()))
        break
      case 'R': // REDUCE
        this.#call(this.#pop())
        break
      default:
        throw new PickleError(`it holds what is no plain data (opcode ${opcode} at ${this.#at - 1})`)
    }
  }

  #push(item: Item): void {
    if (++this.#values > MOST_VALUES) throw new PickleError(`it holds more than ${MOST_VALUES} values`)
    this.#stack.push(item)
  }

  #pop(): Item {
    const item = this.#stack.pop()
    if (item === undefined) throw new PickleError('a value is missing')
    return item
  }

  /** Takes that many values from the stack, in the order in which they came. */
  #last(count: number): Item[] {
    return plain(Array.from({ length: count }, () => this.#pop()).reverse())
  }

  #pair(): [Item, Item] {
    const [first = null, second = null] = this.#last(2)
    return [first, second]
  }

  #sinceMark(): Item[] {
    const mark = this.#stack.lastIndexOf(MARK)
    if (mark < 0) throw new PickleError('a mark is missing')
    return plain(this.#stack.splice(mark).slice(1))
  }

  #fill(pairs: Item[]): void {
    const target = this.#stack.at(-1)
    if (!(target instanceof Map)) throw new PickleError('items for what is no dict')
    pairsInto(target, pairs)
  }

  #extend(items: Item[]): void {
    const target = this.#stack.at(-1)
    if (!Array.isArray(target)) throw new PickleError('items for what is no list')
    for (const item of items) target.push(item)
  }

  #remember(place: number): void {
    const item = this.#stack.at(-1)
    if (item === undefined || item === MARK) throw new PickleError('nothing is there to be remembered')
    this.#memo.set(place, item)
  }

  #recall(place: number): void {
    const item = this.#memo.get(place)
    if (item === undefined) throw new PickleError('something is recalled that was not remembered')
    this.#push(item)
  }

  #call(given: Item): void {
    const withoutFactory = Array.isArray(given) && given.length < 2 && given.every((argument) => argument === null)
    if (this.#pop() !== DEFAULTDICT || !withoutFactory) throw new PickleError('it calls something')
    this.#push(new Map())
  }

  #byte(): number {
    return this.#view.getUint8(this.#skip(1))
  }

  #uint32(): number {
    return this.#view.getUint32(this.#skip(4), true)
  }

  /** Two's complement, little-endian. */
  #longInteger(length: number): number {
    const start = this.#skip(length)
    let value = 0n
    for (let at = start + length - 1; at >= start; at--) value = (value << 8n) | BigInt(this.#bytes[at] ?? 0)
    return safe(Number(BigInt.asIntN(length * 8, value)))
  }

  #text(length: number): string {
    const start = this.#skip(length)
    return decoded(this.#bytes.subarray(start, start + length))
  }

  /** Up to the next line feed, which is taken as well; a character for each byte. */
  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at)
    if (end < 0) throw new PickleError('it ends in the middle')
    const start = this.#at
    this.#at = end + 1
    return latin1(this.#bytes.subarray(start, end))
  }

  /** Goes on behind that many bytes; gives back where they begin. */
  #skip(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) throw new PickleError('it ends in the middle')
    this.#at += length
    return start
  }
}

/** Throws where one of them is a mark, or a class, and so no data. */
function plain(items: Item[]): Item[] {
  if (items.some((item) => typeof item === 'symbol')) throw new PickleError('it holds what is no plain data')
  return items
}

function pairsInto(target: Map<Item, Item>, items: Item[]): Map<Item, Item> {
  if (items.length % 2 !== 0) throw new PickleError('a key without a value')
  for (let at = 0; at < items.length; at += 2) {
    const key = items[at] ?? null
    if (typeof key === 'object' && key !== null) throw new PickleError('a key that is a container')
    target.set(key, items[at + 1] ?? null)
  }
  return target
}

function classNamed(module: Item, name: Item): typeof DEFAULTDICT {
  if (module === 'collections' && name === 'defaultdict') return DEFAULTDICT
  throw new PickleError('it holds an object of a class')
}

/** Booleans are written so before protocol 2. */
function numberOf(line: string): number | boolean {
  return line === '00' || line === '01' ? line === '01' : integerOf(line)
}

function integerOf(line: string): number {
  if (!/^-?\d{1,20}L?$/.test(line)) throw new PickleError('a number that is none')
  return safe(Number(line.replace('L', '')))
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new PickleError('a number that is too big')
  return value
}

/** A Python 2 string as repr() writes it. */
function quotedString(line: string): string {
  const [, , inside] = /^(['"])(.*)\1$/s.exec(line) ?? []
  if (inside === undefined) throw new PickleError('a string without quotes')
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
  const bytes = inside.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gis, (_, hex?: string, one = '') =>
    hex === undefined ? (named[one] ?? one) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return decoded(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
}

/** Python's raw-unicode-escape. */
function unicodeLine(line: string): string {
  return line.replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long = '') => {
    const code = Number.parseInt(short ?? long, 16)
    if (code > 0x10ffff) throw new PickleError('a character that is none')
    return String.fromCodePoint(code)
  })
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new PickleError('a string that is not UTF-8')
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
