/** A fingerprint as people compare it: in groups of four, upper case. */
export function printFingerprint(fingerprint: string): string {
  return (fingerprint.toUpperCase().match(/.{1,4}/g) ?? []).join(' ')
}
