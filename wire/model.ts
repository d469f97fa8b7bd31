import * as z from 'zod/mini'

/** What a model means, for the reader of the API reference; kept beside the schema so that both change together. */
export interface Meaning {
  readonly description: string
  /** What follows when the request is accepted: side effects and events. */
  readonly effect?: string
  /** Error texts this request can be answered with, beside the validation texts and `Internal error`. */
  readonly errors?: readonly string[]
  /** Request only: the account must have been registered on this connection. */
  readonly needsRegistration?: true
}

/** Gives a schema its model name (it appears in validation texts) and its meaning (it appears in the API reference). */
export function named<Schema extends z.core.$ZodType>(model: string, schema: Schema, meaning: Meaning): Schema {
  // `field` gives a place its own description; what the model itself is stays in `about`.
  z.globalRegistry.add(schema, { title: model, about: meaning.description, ...meaning })
  return schema
}

/** The model name of a schema that went through `named`. */
export function modelName(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.title
}

/** The same schema with a sentence about its place, for the API reference. */
export function field<Schema extends z.core.$ZodType>(schema: Schema, description: string): Schema {
  const copy = z.clone(schema)
  z.globalRegistry.add(copy, { description })
  return copy
}
