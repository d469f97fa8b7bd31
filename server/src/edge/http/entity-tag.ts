/** Whether a client that sends this If-None-Match has what the tag stands for (RFC 9110 §13.1.2); `tag` with its quotes. */
export function isAmong(tag: string, header: string | undefined): boolean {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}
