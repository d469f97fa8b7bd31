import type * as z from 'zod/mini'
import { modelName } from './model.ts'
import { pythonRepr } from './python-repr.ts'

type Schema = z.core.$ZodTypes
type Issue = z.core.$ZodIssue

/**
 * The text a client is told of the first thing that is wrong with its request (sylkrtc-protocol §1.5).
 * It quotes what the client sent, which may be a secret: answer with it, never log it.
 */
export function validationText(schema: z.core.$ZodType, input: unknown, issue: Issue): string {
  const { model, field, value } = locate(schema, input, issue.path)
  if (value === undefined) return `Mandatory property '${field}' of '${model}' object is missing`
  if (hasOwnText(issue)) return issue.message
  const refused = `Invalid value for '${field}' property: ${pythonRepr(value)}`
  const expected = expectedValues(issue)
  return expected.length > 1 && typeof value === 'string' ? `${refused} (expected: ${alternatives(expected)})` : refused
}

/** AORs and lengths have texts of their own, which the schema gives; a number out of range has none. */
function hasOwnText(issue: Issue): boolean {
  if (issue.code === 'too_small' || issue.code === 'too_big') return issue.origin === 'string' || issue.origin === 'array'
  return issue.code === 'custom'
}

interface Place {
  /** Name of the innermost model around the value. */
  readonly model: string
  /** Name of the innermost field that holds the value. */
  readonly field: string
  readonly value: unknown
}

function locate(schema: z.core.$ZodType, input: unknown, path: readonly PropertyKey[]): Place {
  let at: z.core.$ZodType | undefined = schema
  let model = modelName(schema) ?? ''
  let field = ''
  let value = input
  for (const step of path) {
    at = at && variant(at, value)
    model = (at && modelName(at)) ?? model
    if (typeof step === 'string') field = step
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined
    at = at && child(at, step)
  }
  return { model, field, value }
}

/** The schema that applies to `value` behind wrappers and unions. */
function variant(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const { def } = (schema as Schema)._zod
  if (def.type === 'optional' || def.type === 'nullable') return variant(def.innerType, value)
  if (def.type === 'pipe') return variant(def.out, value)
  if (def.type === 'union' && 'discriminator' in def && typeof value === 'object' && value !== null) {
    const { discriminator, options } = def as z.core.$ZodDiscriminatedUnionDef
    const chosen = options.find((option) => option._zod.propValues?.[discriminator]?.has(Reflect.get(value, discriminator)))
    return chosen ? variant(chosen, value) : schema
  }
  return schema
}

function child(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const { def } = (schema as Schema)._zod
  if (def.type === 'object') return def.shape[String(step)]
  return def.type === 'array' ? def.element : undefined
}

function expectedValues(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.filter((value) => typeof value === 'string').sort()
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String).sort() : []
}

function alternatives(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
