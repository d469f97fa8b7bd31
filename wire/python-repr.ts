const MAX_LENGTH = 200

/**
 * A JSON value as Python's repr() writes it, because the original put that into its error texts.
 * Cut after about 200 characters; the cut also bounds how deep nested values are followed.
 */
export function pythonRepr(value: unknown): string {
  const pieces: string[] = []
  let room = MAX_LENGTH
  const write = (piece: string) => {
    if (room <= 0) return
    pieces.push(piece.length > room ? `${piece.slice(0, room)}…` : piece)
    room -= piece.length
  }
  const writeAll = (items: readonly unknown[], writeItem: (item: unknown) => void) => {
    for (let i = 0; i < items.length && room > 0; i++) {
      if (i > 0) write(', ')
      writeItem(items[i])
    }
  }
  const walk = (item: unknown): void => {
    if (typeof item === 'string') write(stringRepr(item.slice(0, MAX_LENGTH)))
    else if (typeof item === 'boolean') write(item ? 'True' : 'False')
    else if (Array.isArray(item)) {
      write('[')
      writeAll(item, walk)
      write(']')
    } else if (typeof item === 'object' && item !== null) {
      const source: object = item
      write('{')
      writeAll(Object.keys(source), (key) => {
        walk(key)
        write(': ')
        walk(Reflect.get(source, String(key)))
      })
      write('}')
    } else write(typeof item === 'number' ? String(item) : 'None')
  }
  walk(value)
  return pieces.join('')
}

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let body = ''
  for (const char of text) {
    const escaped = char === quote ? `\\${char}` : ESCAPES.get(char)
    body += escaped ?? (char !== ' ' && /[\p{C}\p{Z}]/u.test(char) ? codeEscape(char.codePointAt(0) ?? 0) : char)
  }
  return quote + body + quote
}

function codeEscape(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
