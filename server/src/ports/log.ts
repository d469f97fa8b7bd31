type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Structured log. Fields are scalars on purpose: objects are where secrets and bodies slip in. */
export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** A log that adds these fields to every line. */
  with(fields: Fields): Log
}
