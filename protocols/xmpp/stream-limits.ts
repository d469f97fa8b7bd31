/** What one stream may ask of whoever reads it. All sizes are in bytes. */
export interface StreamLimits {
  /** Of a stanza, or of anything else right within the stream. RFC 6120 §13.12 wants 10,000 at least. */
  readonly stanza: number
  /** Elements inside each other, the stanza among them. */
  readonly depth: number
  /** Elements of a stanza. */
  readonly elements: number
  /** Of a tag, from `<` to `>`. */
  readonly tag: number
  /** Attributes of a tag, namespace declarations among them. */
  readonly attributes: number
  /** Of an attribute's value. */
  readonly attribute: number
  /** Of the name of an element or attribute, with its prefix. */
  readonly name: number
}

export const STREAM_LIMITS: StreamLimits = {
  stanza: 262_144,
  depth: 32,
  elements: 10_000,
  tag: 16_384,
  attributes: 32,
  attribute: 8192,
  name: 256,
}
