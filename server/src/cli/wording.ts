/** What clients have chosen, fit for a terminal: they could write escape sequences into it. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?')
}

/** Enough of a secret to tell it from others, and not to use it. */
export function beginning(secret: string): string {
  return secret.length < 16 ? '…' : `${printable(secret.slice(0, 6))}…`
}

/** `time` in milliseconds since the epoch. */
export function minute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `1 message`, `2 messages`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
