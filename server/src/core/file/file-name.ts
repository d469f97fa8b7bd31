// Names of files become parts of paths, of URLs and of headers, and are shown to people; those who choose them are not to be trusted with any of it.

/** Bytes of a file's name: with `meta-` before it, and as an URL in a message, it still fits. */
const LONGEST_NAME = 200
const NOT_NAME = /[^\p{L}\p{M}\p{N}\p{So}\p{Sc}\p{Emoji_Modifier}\p{Join_Control} ._~!@+=,()[\]{}-]/gu
/** One or two short endings: `.png`, `.tar.gz`, and `.jpg.asc` of encrypted files, of which clients need both. */
const ENDINGS = /(?:\.[^.]{1,12}){1,2}$/u
/** Not to be seen, or not by every system. */
const TAIL = /[._]+$/
const TRANSFER_ID = /^[A-Za-z0-9_~@+=-][A-Za-z0-9._~@+=-]{0,127}$/

/**
 * The name under which a file is kept and announced; null where nothing is left. Without folders, control and direction characters, and what means
 * something to shells, URLs and headers; spaces are `_`; at most 200 bytes of UTF-8, of which the endings are kept; never hidden, and never that of
 * a note (`meta-…`). What comes out is its own name: `safeFileName(safeFileName(x)) === safeFileName(x)`.
 */
export function safeFileName(given: string): string | null {
  const base = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
  // A letter and its accent are one character or two, depending on the system the file comes from.
  const name = base.replace(NOT_NAME, '').normalize('NFC').replace(/ /g, '_').replace(/^\.+/, '').replace(TAIL, '')
  const whole = /^meta-/i.test(name) ? `_${name}` : name
  return whole === '' ? null : shortened(whole).replace(TAIL, '')
}

/** The id as it is, where it can be a part of a path and of a URL; null otherwise. It names a message as well, so that nothing of it can be changed. */
export function safeTransferId(given: string): string | null {
  return TRANSFER_ID.test(given) ? given : null
}

function shortened(name: string): string {
  if (bytesOf(name) <= LONGEST_NAME) return name
  const endings = ENDINGS.exec(name)?.[0] ?? ''
  const stem = Array.from(name.slice(0, name.length - endings.length))
  let room = LONGEST_NAME - bytesOf(endings)
  const kept: string[] = []
  for (const character of stem) {
    room -= bytesOf(character)
    if (room < 0) break
    kept.push(character)
  }
  return `${kept.join('')}${endings}`
}

/** As UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
