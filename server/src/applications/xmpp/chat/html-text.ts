// A tag that does not end goes on to the end of the text: else each beginning of one would have all that follows looked at.
/** Ends a line of text where it stands. */
const BREAK = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/blockquote|\/pre)\b[^>]*(?:>|$)/gi
/** What is in these is no text for people. */
const HIDDEN = /<(script|style|head|title)\b[^>]*(?:>|$)[\s\S]*?(?:<\/\1\s*>|$)/gi
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
const TAG = /<\/?[a-z!?][^>]*(?:>|$)/gi
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi
const NAMES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
])
const HIGHEST = 0x10ffff

/** What an HTML message says in words: its markup is nothing that XMPP clients show, and none of it may pass for text of its own. */
export function textOfHtml(html: string): string {
  const text = html
    .replace(COMMENT, '')
    .replace(HIDDEN, '')
    .replace(/\s+/g, ' ')
    .replace(BREAK, '\n')
    .replace(TAG, '')
    .replace(ENTITY, entity)
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()
}

function entity(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return NAMES.get(name.toLowerCase()) ?? whole
  const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)
  return code > HIGHEST || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code)
}
