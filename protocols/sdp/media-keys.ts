/** A session description as a trace may show it: its keys (RFC 4568 §9.1 `crypto`, RFC 8839 §5.4 `ice-pwd`) are replaced by `***`. */
export function withoutMediaKeys(description: string): string {
  return description.replace(/^a=(crypto|ice-pwd):.*$/gm, 'a=$1:***')
}
