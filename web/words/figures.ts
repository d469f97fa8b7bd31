/** A length of time as `m:ss`, with hours in front where there are any. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (count: number): string => String(count).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** The size of a file, to three digits at most. @param bytes */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const size = bytes / 1000 ** step
  return `${step === 0 || size >= 99.95 ? Math.round(size) : Number(size.toFixed(1))} ${units[step]}`
}

/** A bit rate. @param rate bits a second */
export function bitRateWords(rate: number): string {
  return rate >= 999_500 ? `${(rate / 1e6).toFixed(1)} Mbit/s` : `${Math.round(rate / 1000)} kbit/s`
}

/** A length of time that is far below a second. */
export const millisecondWords = (milliseconds: number): string => `${Math.round(milliseconds)} ms`

/** A share of a whole. @param share 0 to 1 */
export const shareWords = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`

/** The size of a picture, and how often it changes; null where nobody knows. */
export function pictureWords(width: number | null, height: number | null, framesPerSecond: number | null): string | null {
  if (width === null || height === null) return null
  return framesPerSecond === null ? `${width} × ${height}` : `${width} × ${height}, ${Math.round(framesPerSecond)}/s`
}
