import * as z from 'zod/mini'

/**
 * One schema as JSON Schema (draft 2020-12), for documentation: model names stand as `title`, and what `Meaning` says
 * (`about`, `effect`, `errors`, `needsRegistration`) beside it. Rules that JSON Schema has no words for are left out.
 */
export function jsonSchema(schema: z.core.$ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema)
}
export type JsonSchema = z.core.JSONSchema.BaseSchema
