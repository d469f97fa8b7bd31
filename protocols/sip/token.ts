// token of RFC 3261 §25.1: methods, header names, parameter names and most of their values.

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const TOKEN = tableOf(`${ALPHANUMERIC}-.!%*_+\`'~`)

/** True for the code of a character that may stand in a token. */
export function isTokenCode(code: number): boolean {
  return code < 128 && TOKEN[code] === 1
}

/** True for one or more token characters and nothing else. */
export function isToken(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isTokenCode(text.charCodeAt(at))) return false
  return text !== ''
}

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(128)
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1
  return table
}
