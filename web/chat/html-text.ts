/** As much of a document as is asked of it here; every `Node` is one. */
export interface HtmlNode {
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly childNodes: Iterable<HtmlNode>
}

/** Nothing of these is meant to be read. */
const UNREAD: ReadonlySet<string> = new Set(
  ['#comment', 'SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'HEAD', 'TITLE', 'IFRAME', 'OBJECT', 'SVG', 'MATH', 'SELECT'].flatMap(
    (name) => [name, name.toLowerCase()],
  ),
)
/** These begin on a line of their own and leave one for what follows. */
const BLOCKS: ReadonlySet<string> = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TR UL'.split(
    ' ',
  ),
)
/** Elements within elements; browsers' parsers stop at about as many. */
const DEEPEST = 600

/**
 * What a document says, as lines of plain text: what people write with a client that sends HTML, without whatever else it may contain.
 * The result is only ever shown as text.
 */
export function htmlText(root: HtmlNode): string {
  let text = ''
  const breakLine = (): void => {
    if (text !== '' && !text.endsWith('\n')) text += '\n'
  }
  const visit = (node: HtmlNode, depth: number, asItIs: boolean): void => {
    const { nodeName } = node
    if (UNREAD.has(nodeName) || depth > DEEPEST) return
    if (nodeName === '#text') {
      const said = node.nodeValue ?? ''
      const words = asItIs ? said : said.replace(/[ \t\r\n\f]+/g, ' ')
      text += /(?:^|\s)$/.test(text) && !asItIs ? words.replace(/^ /, '') : words
      return
    }
    if (nodeName === 'BR') {
      text = `${text.replace(/ $/, '')}\n`
      return
    }
    const block = BLOCKS.has(nodeName)
    if (block) breakLine()
    if (nodeName === 'LI') text += '• '
    for (const child of node.childNodes) visit(child, depth + 1, asItIs || nodeName === 'PRE')
    if (nodeName === 'TD' || nodeName === 'TH') text += ' '
    if (block) {
      text = text.replace(/ $/, '')
      breakLine()
    }
  }
  visit(root, 0, false)
  return text.trim()
}
