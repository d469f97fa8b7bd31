/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The value when it is a JSON object, else null. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** The value when it is a string, else null. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** The value when it is a safe integer, else null. Janus' ids are 53 bits wide for that reason. */
export function asInteger(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null
}
