/** Types that a browser may show by itself; everything else is for saving, whatever it says it is (sylkrtc-protocol §7.3). */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.png', 'image/png'],
  ['.gif', 'image/gif'],
  ['.mov', 'video/quicktime'],
  ['.mp4', 'video/mp4'],
  ['.webm', 'video/webm'],
])
const SAVED = 'application/octet-stream'
const PLAIN = /^[\x20-\x7e]*$/

/** How a file of that name is given out: its Content-Type and its Content-Disposition (RFC 6266). `name` has neither quotes nor control characters. */
export function dispositionOf(name: string): { readonly type: string; readonly disposition: string } {
  const type = SHOWN.get(/\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '')
  const parameters = PLAIN.test(name)
    ? `filename="${name}"`
    : `filename="${name.replace(/[^\x20-\x7e]/g, '_')}"; filename*=UTF-8''${extended(name)}`
  return { type: type ?? SAVED, disposition: `${type === undefined ? 'attachment' : 'inline'};${parameters}` }
}

/** RFC 8187 §3.2: what encodeURIComponent() leaves as it is, but is no attr-char. */
function extended(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
