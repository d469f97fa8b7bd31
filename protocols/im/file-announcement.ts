// What a client that knows no file transfer is sent instead: a line of text with a link (sylkrtc-protocol.md §7.3).

const KB = 1024
const MB = 1024 * KB
const GB = 1024 * MB

/** `File transfer available at <url> (<size>)`. Mobile clients leave out texts that begin so. `size` in bytes. */
export function fileAnnouncement(url: string, size: number): string {
  return `File transfer available at ${url} (${printFileSize(size)})`
}

/** Bytes as people read them: two digits after the point below ten, one from there on, `512 bytes` whole. */
export function printFileSize(size: number): string {
  if (size < KB) return `${Math.trunc(size)} bytes`
  if (size < MB) return `${scaled(size / KB)} KB`
  return size < GB ? `${scaled(size / MB)} MB` : `${scaled(size / GB)} GB`
}

function scaled(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1)
}
