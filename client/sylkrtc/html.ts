/** What text may be made of; everything else is taken out with what is in it, or for its text alone. */
const KEPT = words(
  'a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre s small span strong sub sup table tbody td th thead tr u ul',
)
/** Elements whose content is no text for people. Foreign content is among them: browsers read it again in other ways than they wrote it. */
const DROPPED = words(
  'audio button embed form head iframe input math noembed noframes noscript object option plaintext script select style svg template textarea title video xmp',
)
const ATTRIBUTES = words('alt colspan dir height href lang rowspan src title width')
/** Where links may lead: to other pages, people, and pictures that the text itself brings. */
const LINKS: Readonly<Record<string, RegExp>> = {
  href: /^(?:https?|mailto|sips?|tel):/i,
  src: /^(?:https:|data:image\/(?:png|jpe?g|gif|webp)[;,])/i,
}

/**
 * HTML that can be put into a page: text, its structure, links and pictures; no scripts, styles or forms. (The name is that of sylkrtc.js.)
 * Where there is no document, as in React Native, all markup becomes text.
 */
export function sanatizeHtml(html: string): string {
  if (typeof DOMParser === 'undefined') return html.trim().replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
  // Nothing runs or loads in a document that is shown nowhere.
  const { body } = new DOMParser().parseFromString(html.trim(), 'text/html')
  clean(body)
  return body.innerHTML
}

function clean(parent: Element): void {
  for (const node of [...parent.childNodes]) {
    if (node.nodeType === Node.TEXT_NODE) continue
    const name = node.nodeName.toLowerCase()
    if (!(node instanceof Element) || DROPPED.has(name)) {
      node.remove()
      continue
    }
    clean(node)
    if (!KEPT.has(name)) node.replaceWith(...node.childNodes)
    else for (const attribute of [...node.attributes]) if (!isHarmless(attribute)) node.removeAttribute(attribute.name)
  }
}

function isHarmless({ name, value }: Attr): boolean {
  const link = LINKS[name]
  return ATTRIBUTES.has(name) && (link === undefined || link.test(value.trim()))
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}
