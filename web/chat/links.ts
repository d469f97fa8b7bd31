export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `host` is where it truly leads, as names are looked up: letters that only look like others are `xn--…` there. */
  | { readonly kind: 'link'; readonly text: string; readonly href: string; readonly host: string }

/** Characters: as long as servers take addresses. */
const LONGEST_LINK = 2048
/** Of one message; what follows stays text. */
const MOST_LINKS = 200

/** Ends at spaces, at quotes and brackets of HTML, and at characters that turn the direction of writing or cannot be seen. */
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"\p{Cc}\p{Cf}]+/giu
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/**
 * Finds what people can follow in what somebody wrote: addresses of `http` and `https`, and those that begin with `www.`. Marks at the
 * end belong to the sentence. Nothing else becomes a link, whatever it is written like.
 */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  let links = 0
  for (const found of text.matchAll(LINK)) {
    if (links === MOST_LINKS) break
    if (found[0].length > LONGEST_LINK) continue
    const shown = withoutMarks(found[0])
    const url = urlOf(shown)
    if (url === null) continue
    if (found.index > end) parts.push({ kind: 'text', text: text.slice(end, found.index) })
    parts.push({ kind: 'link', text: shown, href: url.href, host: url.host })
    end = found.index + shown.length
    links++
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}

/** `(see https://example.com/a_(b))…` ends with the bracket that it opened itself. */
function withoutMarks(found: string): string {
  let end = found.length
  while (end > 0) {
    const last = found.charAt(end - 1)
    const opening = CLOSING[last]
    const opened = opening !== undefined && count(found, opening, end) >= count(found, last, end)
    if (opened || !/[.,;:!?'*_~)\]}’”»…]/.test(last)) break
    end--
  }
  return found.slice(0, end)
}

function count(text: string, character: string, end: number): number {
  let found = 0
  for (let at = text.indexOf(character); at >= 0 && at < end; at = text.indexOf(character, at + 1)) found++
  return found
}

function urlOf(shown: string): URL | null {
  const url = readUrl(/^www\./i.test(shown) ? `https://${shown}` : shown)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  // `https://bank.example@evil.example/` leads to the second, and is written to look like the first.
  return url.username === '' && url.password === '' && url.hostname !== '' ? url : null
}

/** Null for what is no URL. Browsers of 2023 have no `URL.parse` yet. */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
