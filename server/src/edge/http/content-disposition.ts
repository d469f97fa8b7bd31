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

/** How a file is given out. */
export interface Presentation {
  /** Content-Type. */
  readonly type: string
  /** Content-Disposition (RFC 6266). */
  readonly disposition: string
}

/** A file that a browser may show, if it can. `name` has neither quotes nor control characters. */
export function dispositionOf(name: string): Presentation {
  const type = SHOWN.get(/\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '')
  return type === undefined ? attachmentOf(name) : { type, disposition: `inline;${parametersOf(name)}` }
}

/** A file that is for saving, whatever it is. `name` as above. */
export function attachmentOf(name: string): Presentation {
  return { type: SAVED, disposition: `attachment;${parametersOf(name)}` }
}

function parametersOf(name: string): string {
  if (PLAIN.test(name)) return `filename="${name}"`
  return `filename="${name.replace(/[^\x20-\x7e]/g, '_')}"; filename*=UTF-8''${extended(name)}`
}

/** RFC 8187 §3.2: what encodeURIComponent() leaves as it is, but is no attr-char. */
function extended(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
