import type { JsonSchema } from '@weft/wire/json-schema'
import { exampleOf } from './api-reference-examples.ts'
import { fieldsOf, isSchema, leaves } from './api-reference-schema.ts'

/** Explained once, in the overview, and seen in every example. */
const REQUEST_ENVELOPE = ['sylkrtc', 'transaction']
const MESSAGE_ENVELOPE = ['sylkrtc', 'event']

/** A request with all its variants, as a section of a page. */
export function requestSection(name: string, schema: JsonSchema): string {
  const variants = leaves(schema)
  const { description, needsRegistration, effect, errors } = variants[0] ?? schema
  return paragraphs(
    `### ${name}`,
    description,
    needsRegistration ? 'The account must have registered on this connection.' : '',
    ...variants.flatMap((variant) => [fieldTable(variant, REQUEST_ENVELOPE), json(exampleOf(variant, { withOptional: false }))]),
    typeof effect === 'string' ? `**Effect.** ${effect}` : '',
    Array.isArray(errors) ? `**Errors.** ${errors.map((text) => `\`${text}\``).join(' · ')}` : '',
  )
}

/** A server message with all its variants, as a section of a page. */
export function messageSection(name: string, variants: readonly JsonSchema[]): string {
  const bodies = variants.flatMap((variant) => [
    variant.description,
    fieldTable(variant, MESSAGE_ENVELOPE),
    json(exampleOf(variant, { withOptional: true })),
  ])
  return paragraphs(`### ${name}`, ...bodies)
}

/** A model that requests or messages are made of, as a section of a page. */
export function modelSection(title: string, model: JsonSchema): string {
  return paragraphs(`### ${title}`, String(model.about ?? ''), fieldTable(model, []))
}

/** Paragraphs of Markdown; empty ones are left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n')
}

function fieldTable(schema: JsonSchema, hidden: readonly string[]): string {
  const rows = fieldsOf(schema)
    .filter(({ name }) => !hidden.includes(name))
    .map(({ name, field, mandatory }) => {
      const meaning = (field.description ?? '').replaceAll('|', '\\|')
      return `| \`${name}\` | ${typeText(field, mandatory)} | ${mandatory ? 'yes' : 'no'} | ${meaning} |`
    })
  return rows.length > 0 ? ['| field | type | mandatory | meaning |', '|---|---|---|---|', ...rows].join('\n') : ''
}

/** @param showNull false where the field is optional, so that null goes without saying. */
function typeText(schema: JsonSchema, showNull: boolean): string {
  const { type, format, enum: words, const: constant, anyOf, title, properties } = schema
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``
  if (words) return alternatives(words.map((word) => `\`${JSON.stringify(word)}\``))
  if (anyOf)
    return alternatives(anyOf.filter((option) => showNull || option.type !== 'null').map((option) => typeText(option, showNull)))
  if (Array.isArray(type))
    return typeText({ ...schema, type: undefined, anyOf: type.map((one) => ({ ...schema, type: one })) }, showNull)
  if (properties && title) return `[${title}](#${title.toLowerCase()})`
  if (format === 'aor') return '[AOR](index.md#aor)'
  if (type === 'array') return listText(schema)
  if (type === 'string')
    return `string${bounds(schema.minLength, schema.maxLength)}${schema.maxLength === undefined ? '' : ' characters'}`
  if (type === 'integer') return `integer${bounds(schema.minimum, schema.maximum)}`
  return type ?? 'anything'
}

function listText({ items, maxItems }: JsonSchema): string {
  const length = maxItems === undefined ? '' : ` (at most ${maxItems})`
  return `list${length} of ${isSchema(items) ? typeText(items, true) : 'anything'}`
}

function bounds(min: number | undefined, max: number | undefined): string {
  const from = min === Number.MIN_SAFE_INTEGER ? undefined : min
  const to = max === Number.MAX_SAFE_INTEGER ? undefined : max
  if (to !== undefined) return from === undefined ? `, at most ${to}` : `, ${from} to ${to}`
  return from === undefined ? '' : `, at least ${from}`
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``
}
