// Max-Breadth (RFC 5393 §5): how many branches of one request may be alive at the same time, all proxies behind us together.

/** §5.3.2: what a request without the field gets. */
export const DEFAULT_BREADTH = 60

/** From 0 up, bounded by what anybody could want; null where the value is no number. */
export function parseMaxBreadth(value: string): number | null {
  return /^\d{1,9}$/.test(value) ? Number(value) : null
}

/** The field's value for each of `branches` branches at a time, as even as can be; null where not each one gets at least 1 (440, §5.3.3). */
export function splitBreadth(breadth: number, branches: number): number[] | null {
  if (breadth < branches) return null
  const least = Math.floor(breadth / Math.max(branches, 1))
  const more = breadth - least * branches
  return Array.from({ length: branches }, (_, index) => (index < more ? least + 1 : least))
}
