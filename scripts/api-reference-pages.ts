import { type JsonSchema, jsonSchema } from '@weft/wire/json-schema'
import { requests } from '@weft/wire/request'
import { serverMessage } from '@weft/wire/server-message'
import { OVERVIEW, PAGES, type Page } from './api-reference-layout.ts'
import { messageSection, modelSection, paragraphs, requestSection } from './api-reference-markdown.ts'
import { collectModels, isSchema, leaves } from './api-reference-schema.ts'

const NOTICE = '<!-- Generated from wire/ by `npm run docs`: change the schemas there. -->'

/** Everything wire/ describes: requests by name, server messages (with their variants) by the key of the layout. */
export interface Reference {
  readonly requests: ReadonlyMap<string, JsonSchema>
  readonly messages: ReadonlyMap<string, readonly JsonSchema[]>
}

/** What wire/ describes, as JSON Schema. */
export function readReference(): Reference {
  const messages = Map.groupBy(leaves(jsonSchema(serverMessage)), ({ properties }) =>
    [properties?.sylkrtc, properties?.event].flatMap((part) => (isSchema(part) ? [String(part.const)] : [])).join('/'),
  )
  return { requests: new Map(Object.entries(requests).map(([name, schema]) => [name, jsonSchema(schema)])), messages }
}

/** File name → text of every page. Throws when a request or message stands on no page, or on more than one. */
export function buildPages({ requests, messages }: Reference): Map<string, string> {
  requireOnePageEach([...requests.keys()], (page) => page.requests)
  requireOnePageEach([...messages.keys()], (page) => page.messages)
  const pages = PAGES.map((page): [string, string] => [`${page.file}.md`, pageText(page, { requests, messages })])
  return new Map([['index.md', indexText()], ...pages])
}

function requireOnePageEach(names: readonly string[], listed: (page: Page) => readonly string[]): void {
  const all = PAGES.flatMap(listed)
  for (const name of new Set([...names, ...all])) {
    const places = all.filter((other) => other === name).length
    if (places !== 1) throw new Error(`${name} stands on ${places} pages of the API reference`)
    if (!names.includes(name)) throw new Error(`${name} stands in the API reference, but wire/ does not know it`)
  }
}

function pageText(page: Page, { requests, messages }: Reference): string {
  const requestSchemas = page.requests.map((name) => [name, requests.get(name) ?? {}] as const)
  const messageSchemas = page.messages.map((key) => [key, messages.get(key) ?? []] as const)
  const models = new Map<string, JsonSchema>()
  for (const [, schema] of requestSchemas) for (const variant of leaves(schema)) collectModels(variant, models)
  for (const [, variants] of messageSchemas) for (const variant of variants) collectModels(variant, models)
  return `${paragraphs(
    NOTICE,
    `# ${page.title}`,
    page.intro,
    '## Requests',
    ...requestSchemas.map(([name, schema]) => requestSection(name, schema)),
    '## Events',
    ...messageSchemas.map(([key, variants]) => messageSection(shortName(key), variants)),
    models.size > 0 ? '## Models' : '',
    ...[...models].map(([title, model]) => modelSection(title, model)),
  )}\n`
}

function indexText(): string {
  const rows = PAGES.map((page) => {
    const links = (names: readonly string[]) => names.map(shortName).map((name) => `[\`${name}\`](${page.file}.md#${name})`)
    return `| [${page.title}](${page.file}.md) | ${links(page.requests).join(' · ')} | ${links(page.messages).join(' · ')} |`
  })
  const table = ['| page | requests | events |', '|---|---|---|', ...rows].join('\n')
  return `${paragraphs(NOTICE, '# The client protocol', OVERVIEW, '## Pages', table)}\n`
}

/** No page has two of the same name, so the event's own name will do for a heading. */
function shortName(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}
