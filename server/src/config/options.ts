import type { ValueType } from './values.ts'

/** Gives the effective text of an option, `Section.option`, that stands earlier in the tables. */
export type Earlier = (reference: string) => string

/** A value that is fine by itself but not beside an earlier one: why, and the text to use instead. */
export interface Conflict {
  readonly reason: string
  readonly use: string
}

/** One option of an ini file. */
export interface Option<T> {
  /** As in the file, with `_`. */
  readonly name: string
  readonly type: ValueType<T>
  /** The default, as one would write it; `<Section.option>` stands for the effective text of that option of this file or config.ini. */
  readonly fallback: string
  /** True: the value is never shown. */
  readonly secret: boolean
  /** What an empty value comes to, for people. */
  readonly empty: string
  conflict(value: T, earlier: Earlier): Conflict | null
}

interface Extras<T> {
  readonly secret?: boolean
  readonly empty?: string
  readonly conflict?: (value: T, earlier: Earlier) => Conflict | null
}

/** A section's options by the names they have in `Config`. */
export type Options = Readonly<Record<string, Option<unknown>>>

export type ValuesOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never }

/** Sections whose names the operator chooses: rooms, domains, users. */
export interface NamedSections<N extends Options> {
  /** For people: what the name of such a section is. */
  readonly kind: string
  readonly options: N
  accepts(name: string): boolean
  /** Names with the same key are the same section. */
  key(name: string): string
}

/** One ini file: which sections it has, which options they have. Section names are case-sensitive. */
export interface IniTable<S extends Readonly<Record<string, Options>>, N extends Options> {
  readonly file: string
  readonly sections: S
  readonly named: NamedSections<N> | null
}

export function option<T>(name: string, type: ValueType<T>, fallback: string, extras: Extras<T> = {}): Option<T> {
  return {
    name,
    type,
    fallback,
    secret: extras.secret ?? false,
    empty: extras.empty ?? 'none',
    conflict: extras.conflict ?? (() => null),
  }
}

/** The key of sections named after addresses: the user part is case-sensitive, the domain is not (RFC 3261 §19.1.4). */
export function addressKey(name: string): string {
  const at = name.lastIndexOf('@')
  return at < 0 ? name : name.slice(0, at) + name.slice(at).toLowerCase()
}
