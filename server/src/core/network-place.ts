/** One customer's network: an IPv4 address, or the first half of an IPv6 address, out of which everybody has more than there are. */
export function networkPlace(address: string): string {
  if (!address.includes(':')) return address
  const [left = '', right] = address.toLowerCase().split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
  return [...head, ...zeros, ...tail].slice(0, 4).join(':')
}
