import type { JsonSchema } from '@weft/wire/json-schema'

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of an object schema, in their order. */
export function fieldsOf(
  schema: JsonSchema,
): { readonly name: string; readonly field: JsonSchema; readonly mandatory: boolean }[] {
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    isSchema(field) ? [{ name, field, mandatory: required.has(name) }] : [],
  )
}

/** The object schemas behind unions of unions. */
export function leaves(schema: JsonSchema): JsonSchema[] {
  const options = schema.oneOf ?? schema.anyOf
  return options ? options.flatMap(leaves) : [schema]
}

/** Adds the named models within a schema to `found`, in the order they are met, each once. */
export function collectModels(schema: JsonSchema, found: Map<string, JsonSchema>): void {
  const inner = [...fieldsOf(schema).map(({ field }) => field), schema.items, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  for (const part of inner.filter(isSchema)) {
    if (part.title && part.properties && !found.has(part.title)) found.set(part.title, part)
    collectModels(part, found)
  }
}
