/** Nothing within these is meant to be read. */
const UNREAD: ReadonlySet<string> = new Set(
  'head title script style template noscript iframe object svg math select textarea'.split(' '),
)
/** These begin on a line of their own and leave one for what follows. */
const BLOCKS: ReadonlySet<string> = new Set(
  'address article aside blockquote dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
)

/** Those that editors write; others stay as they are. */
const ENTITIES: Readonly<Record<string, string>> = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    shy: '',
    euro: '€',
    copy: '©',
    reg: '®',
    deg: '°',
    sect: '§',
  },
  ...{ hellip: '…', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', bull: '•' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', eacute: 'é', egrave: 'è', agrave: 'à' },
  ...{ ccedil: 'ç', ntilde: 'ñ', aring: 'å', oslash: 'ø', aelig: 'æ' },
}

/** What begins with `<` and is markup: a comment, a tag with its attributes, or an instruction. A `<` before anything else is a character. */
const MARKUP = /<(?:!--[\s\S]*?(?:-->|$)|(\/?)([a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^"'>])*>?|[!?/][^>]*>?)/iy

/**
 * What a document says, as lines of plain text: what people write with a client that sends HTML, without whatever else it may contain. The
 * document is never given to a browser, so nothing in it is loaded or run, and the result is only ever shown as text.
 */
export function htmlText(html: string): string {
  const pieces: string[] = []
  /** What the text ends with; it begins like a line. */
  let last = '\n'
  let preformatted = 0
  const add = (piece: string): void => {
    if (piece === '') return
    pieces.push(piece)
    last = piece.charAt(piece.length - 1)
  }
  const endLine = (): void => {
    if (last === ' ') pieces.push(pieces.pop()?.slice(0, -1) ?? '')
    add('\n')
  }
  const say = (said: string): void => {
    const words = withEntities(preformatted > 0 ? said : said.replace(/[ \t\r\n\f]+/g, ' '))
    add(preformatted === 0 && (last === ' ' || last === '\n') ? words.replace(/^ /, '') : words)
  }
  for (let at = 0; at < html.length; ) {
    const begin = html.indexOf('<', at)
    if (begin < 0) {
      say(html.slice(at))
      break
    }
    if (begin > at) say(html.slice(at, begin))
    MARKUP.lastIndex = begin
    const [markup = '<', slash = '', tag] = MARKUP.exec(html) ?? []
    at = begin + markup.length
    if (markup === '<') say(markup)
    const name = tag?.toLowerCase() ?? ''
    if (slash === '' && UNREAD.has(name)) at = endOf(html, name, at)
    if (name === 'br') endLine()
    if (BLOCKS.has(name) && last !== '\n') endLine()
    if (name === 'pre') preformatted = Math.max(0, preformatted + (slash === '' ? 1 : -1))
    if (name === 'li' && slash === '') add('• ')
    if ((name === 'td' || name === 'th') && slash !== '') add(' ')
  }
  return pieces.join('').trim()
}

/** Where an element ends whose content is passed over: at its end tag, or with the document. */
function endOf(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[\\s/>]`, 'ig')
  end.lastIndex = from
  return end.exec(html)?.index ?? html.length
}

function withEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\uFFFD'
  })
}
