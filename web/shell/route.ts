/** What the page shows, as its address says it. `home` is the list of conversations. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'chat'; readonly contact: string }
  | { readonly kind: 'calls' }
  | { readonly kind: 'call'; readonly uri: string }
  | { readonly kind: 'rooms' }
  | { readonly kind: 'room'; readonly room: string }
  | { readonly kind: 'settings' }

/** Addresses in links are longer than any that works, beyond this. */
const MOST_CHARACTERS = 320

/**
 * Reads the path of an address: `chat/<contact>`, `call/<uri>`, `conference/<room>` (the names that links to the original's page have),
 * `calls`, `rooms` or `settings` beneath the base; anything else is `home`. What follows may lack its domain.
 * @param path percent-encoded, without query, such as `/webrtcgateway/call/bob@example.com`
 * @param base with slashes around it
 */
export function readRoute(path: string, base: string): Route {
  const [place = '', ...rest] = path.startsWith(base) ? path.slice(base.length).split('/') : []
  const who = decoded(rest.join('/').replace(/\/$/, ''))
  switch (place) {
    case 'chat':
      return who === '' ? { kind: 'home' } : { kind: 'chat', contact: who }
    case 'call':
      return who === '' ? { kind: 'calls' } : { kind: 'call', uri: who }
    case 'conference':
      return who === '' ? { kind: 'rooms' } : { kind: 'room', room: who }
    case 'calls':
    case 'rooms':
    case 'settings':
      return { kind: place }
    default:
      return { kind: 'home' }
  }
}

/** The path of what is shown; `readRoute` of it is the same again. */
export function printRoute(route: Route, base: string): string {
  switch (route.kind) {
    case 'home':
      return base
    case 'chat':
      return `${base}chat/${encoded(route.contact)}`
    case 'call':
      return `${base}call/${encoded(route.uri)}`
    case 'room':
      return `${base}conference/${encoded(route.room)}`
    default:
      return `${base}${route.kind}`
  }
}

function decoded(text: string): string {
  try {
    const plain = decodeURIComponent(text)
    return plain.length > MOST_CHARACTERS ? '' : plain
  } catch {
    // A percent sign that begins no character.
    return ''
  }
}

/** An `@` may stand in a path (RFC 3986 §3.3), and addresses are easier to read with it. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%40', '@')
