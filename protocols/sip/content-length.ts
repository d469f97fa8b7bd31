// Content-Length (RFC 3261 §20.14).

/** Octets, or null where the value is no number of octets. What is longer than any message could be is still a number. */
export function parseContentLength(value: string): number | null {
  return /^\d{1,15}$/.test(value) ? Number(value) : null
}
