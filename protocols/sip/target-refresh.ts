const REFRESHING: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER'])

/**
 * Whether requests of that method, and 2xx to them, say anew where their sender is to be reached (RFC 3261 §12.2; RFC 3311 §5.1 for UPDATE, RFC 6665
 * §4.4.1 for SUBSCRIBE and NOTIFY, RFC 3515 §2.4.7 for REFER).
 */
export function isTargetRefresh(method: string): boolean {
  return REFRESHING.has(method)
}
