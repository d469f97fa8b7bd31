import { resolve } from 'node:path'

/** What a text turned out to mean: a value (with a remark where a part of it had to be left out), or why it means nothing. */
export type Parsed<T> = { readonly value: T; readonly remark?: string } | { readonly problem: string }

/** A kind of option value. `parse(show(value))` gives the value again. Neither problems nor remarks quote more than the part that is wrong. */
export interface ValueType<T> {
  /** `directory` is that of the file the text stands in: relative paths count from there. */
  parse(text: string, directory: string): Parsed<T>
  /** The value as one writes it in a file. */
  show(value: T): string
}

const MAX_TEXT = 4096

export const boolean: ValueType<boolean> = {
  parse: (text) => {
    const word = text.toLowerCase()
    if (['1', 'yes', 'true', 'on'].includes(word)) return { value: true }
    if (['0', 'no', 'false', 'off'].includes(word)) return { value: false }
    return { problem: 'is neither yes (1, true, on) nor no (0, false, off)' }
  },
  show: (value) => (value ? 'True' : 'False'),
}

/** A decimal integer between `least` and `most`, both included. */
export function integer(least: number, most: number): ValueType<number> {
  return {
    parse: (text) => {
      const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
      return value >= least && value <= most ? { value } : { problem: `is not a whole number from ${least} to ${most}` }
    },
    show: String,
  }
}

/** A length of time, written in seconds (a fraction is allowed); the value is in milliseconds. Bounds are in seconds. */
export function seconds(least: number, most: number): ValueType<number> {
  return {
    parse: (text) => {
      const value = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
      return value >= least && value <= most
        ? { value: Math.round(value * 1000) }
        : { problem: `is not a number of seconds from ${least} to ${most}` }
    },
    show: (value) => String(value / 1000),
  }
}

export const text: ValueType<string> = {
  parse: (given) => (given.length > MAX_TEXT ? { problem: `is longer than ${MAX_TEXT} characters` } : printable(given)),
  show: (value) => value,
}

/** One of a few words; upper and lower case are the same, the value is spelt as in `words`. */
export function choice<const W extends string>(...words: readonly [W, ...W[]]): ValueType<W> {
  return {
    parse: (given) => {
      const value = words.find((word) => word.toLowerCase() === given.toLowerCase())
      return value === undefined ? { problem: `is not one of ${words.join(', ')}` } : { value }
    },
    show: (value) => value,
  }
}

/** A file or directory; the value is absolute. Its length is the file system's business. */
export const path: ValueType<string> = {
  parse: (given, directory) => (given === '' ? { problem: 'names no file or directory' } : printable(resolve(directory, given))),
  show: (value) => value,
}

/** A URL with one of these schemes; the value is the text as given, without a slash at the end. */
export function url(...schemes: readonly string[]): ValueType<string> {
  return {
    parse: (given, directory) => {
      const checked = text.parse(given, directory)
      if ('problem' in checked) return checked
      const scheme = URL.canParse(given) ? new URL(given).protocol.slice(0, -1) : ''
      return schemes.includes(scheme)
        ? { value: given.replace(/\/$/, '') }
        : { problem: `is not a URL that begins with ${schemes.map((name) => `${name}://`).join(' or ')}` }
    },
    show: (value) => value,
  }
}

/** Nothing, written as an empty value or the word none, is null. */
export function optional<T>(type: ValueType<T>): ValueType<T | null> {
  return {
    parse: (given, directory) => (isNone(given) ? { value: null } : type.parse(given, directory)),
    show: (value) => (value === null ? '' : type.show(value)),
  }
}

/**
 * Items separated by commas or line breaks; an empty value or the word none is the empty list. An item that is wrong is left out with
 * a remark, and the others count: falling back to the default would turn a slip in `trusted_peers` into `any`.
 */
export function listOf<T>(type: ValueType<T>): ValueType<readonly T[]> {
  return {
    parse: (given, directory) => {
      const values: T[] = []
      const remarks: string[] = []
      for (const item of splitList(given)) {
        const parsed = type.parse(item, directory)
        if ('problem' in parsed) remarks.push(`"${item}" ${parsed.problem}`)
        else values.push(parsed.value)
      }
      return remarks.length === 0 ? { value: values } : { value: values, remark: remarks.join('; ') }
    },
    show: (value) => value.map((item) => type.show(item)).join(', '),
  }
}

export const textList = listOf(text)

/** The items of a list's text, empty ones and the word none left out. */
export function splitList(given: string): string[] {
  return given
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => !isNone(item))
}

function isNone(given: string): boolean {
  return given === '' || given.toLowerCase() === 'none'
}

function printable(given: string): Parsed<string> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into headers, logs and paths
  return /[\u0000-\u001f\u007f]/.test(given)
    ? { problem: 'has a line break or another control character in it' }
    : { value: given }
}
