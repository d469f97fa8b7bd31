/** What the page is made of. */
export interface Precache {
  /** Another one whenever a file changes. */
  readonly version: string
  /** Paths beneath the page's; `""` is the page itself. */
  readonly files: readonly string[]
}

/** Addresses of the page itself: all of them are the same document. */
const PLACES = /^(?:|index\.html|calls|rooms|settings|(?:chat|call|conference)\/.+)$/
/** What the server says of itself. */
const PLACE_FILES: readonly string[] = ['config.json', 'logo']

/**
 * Who answers a request of the page: what is kept of the page, the server with what it said before to fall back on, or the server alone. Files that
 * people share, journals and everything else that is not the page's own are never kept.
 * @param base `/webrtcgateway/`
 */
export function answerFor(
  { url, method, mode }: Pick<Request, 'url' | 'method' | 'mode'>,
  base: string,
  files: readonly string[],
): 'page' | 'file' | 'place' | 'server' {
  const { pathname } = new URL(url)
  if (method !== 'GET' || !pathname.startsWith(base)) return 'server'
  const path = pathname.slice(base.length)
  if (mode === 'navigate') return PLACES.test(path) ? 'page' : 'server'
  if (PLACE_FILES.includes(path)) return 'place'
  return path !== '' && files.includes(path) ? 'file' : 'server'
}
