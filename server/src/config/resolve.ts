import { freezeDeep } from './freeze.ts'
import { type Given, type GivenSection, type Layer, mergeLayers } from './layers.ts'
import type { IniTable, Option, Options, ValuesOf } from './options.ts'
import type { Warning } from './warning.ts'

/** The effective value of one option and where it came from, fit to be shown: secrets are hidden. */
export interface Entry {
  /** `config.ini` … */
  readonly file: string
  readonly section: string
  readonly option: string
  readonly text: string
  /** What it would be if no file said anything. */
  readonly fallback: string
  /** True where the value is another than the default. */
  readonly changed: boolean
  /** null: no file gave this value. */
  readonly source: { readonly path: string; readonly line: number } | null
}

/** What operators say about rooms, domains or users of their choice. */
export interface Named<T> {
  /** As the files have them, the first spelling where several mean the same. */
  readonly names: readonly string[]
  /** What the section of this name says, or null. */
  find(name: string): T | null
}

export interface Resolved<S extends Readonly<Record<string, Options>>, N extends Options> {
  readonly sections: { readonly [K in keyof S]: ValuesOf<S[K]> }
  readonly named: Named<ValuesOf<N>>
  /** What holds for a name without a section. */
  readonly unnamed: ValuesOf<N>
}

interface Place {
  readonly file: string
  readonly section: string
}

/** Turns what the files say into typed values, one table after the other, and keeps book of the values in effect and of what was wrong. */
export class Resolver {
  readonly entries: Entry[] = []
  readonly warnings: Warning[] = []
  /** Texts in effect by `file/Section.option`, for defaults that refer to them. */
  readonly #effective = new Map<string, string>()

  /** `layers`: all files of the table's name, from the lowest to the highest priority; later ones override option by option. */
  resolve<S extends Readonly<Record<string, Options>>, N extends Options>(
    table: IniTable<S, N>,
    layers: readonly Layer[],
  ): Resolved<S, N> {
    const given = mergeLayers(table, layers)
    this.warnings.push(...given.warnings)
    const sections: Record<string, unknown> = {}
    for (const [name, options] of Object.entries(table.sections)) {
      sections[name] = this.#section({ file: table.file, section: name }, options, given.sections.get(name))
      given.sections.delete(name)
    }
    const options = table.named?.options
    const named = new Map<string, unknown>()
    for (const [key, section] of options === undefined ? [] : given.sections)
      named.set(key, this.#section({ file: table.file, section: section.name }, options, section))
    return {
      // The tables say which keys there are and of which type, and the loops above followed them.
      sections: sections as Resolved<S, N>['sections'],
      named: {
        names: [...given.sections.values()].map((section) => section.name),
        find: (name) => (named.get(table.named?.key(name) ?? name) as ValuesOf<N> | undefined) ?? null,
      },
      unnamed: this.#values({ file: table.file, section: '' }, options).values as ValuesOf<N>,
    }
  }

  /** As #values, and enters them into the book. */
  #section(place: Place, options?: Options, given?: GivenSection): Readonly<Record<string, unknown>> {
    const { values, entries } = this.#values(place, options, given)
    this.entries.push(...entries)
    return values
  }

  #values(
    place: Place,
    options: Options = {},
    given?: GivenSection,
  ): { values: Readonly<Record<string, unknown>>; entries: Entry[] } {
    const values: Record<string, unknown> = {}
    const entries: Entry[] = []
    for (const [key, option] of Object.entries(options)) {
      const { value, entry } = this.#value(place, option, given?.options.get(option.name) ?? [])
      values[key] = value
      entries.push(entry)
    }
    return { values: freezeDeep(values), entries }
  }

  #value(place: Place, option: Option<unknown>, given: readonly Given[]): { value: unknown; entry: Entry } {
    const fallback = this.#fallback(place, option)
    const chosen = choose(option, given)
    let value = chosen.source === null ? fallback : chosen.value
    let source = chosen.source
    const conflict = option.conflict(value, (reference) => this.#text(place, reference))
    if (conflict !== null) {
      const reason = `${presentable(option, option.type.show(value))} ${conflict.reason}`
      this.warnings.push({ ...where(place, option, source), reason, used: presentable(option, conflict.use) })
      value = this.#parseOwn(place, option, conflict.use)
      source = null
    }
    const text = option.type.show(value)
    this.#effective.set(`${place.file}/${place.section}.${option.name}`, text)
    for (const { given, reason } of chosen.wrong)
      this.warnings.push({ ...where(place, option, given), reason, used: presentable(option, text) })
    const entry: Entry = {
      ...place,
      option: option.name,
      text: presentable(option, text),
      fallback: presentable(option, option.type.show(fallback)),
      changed: text !== option.type.show(fallback),
      source: source === null ? null : { path: source.layer.path, line: source.option.line },
    }
    return { value, entry }
  }

  #fallback(place: Place, option: Option<unknown>): unknown {
    const text = option.fallback.replace(/<(\w+\.\w+)>/g, (_, reference: string) => this.#text(place, reference))
    return this.#parseOwn(place, option, text)
  }

  /** Parses a text of the tables. It not being valid is a defect of the tables. */
  #parseOwn(place: Place, option: Option<unknown>, text: string): unknown {
    const parsed = option.type.parse(text, '/')
    if ('problem' in parsed) throw new Error(`${place.file}, [${place.section}] ${option.name}: the default ${parsed.problem}`)
    return parsed.value
  }

  /** The text in effect of `Section.option`, of the same file or else of config.ini. */
  #text(place: Place, reference: string): string {
    const text = this.#effective.get(`${place.file}/${reference}`) ?? this.#effective.get(`config.ini/${reference}`)
    if (text === undefined) throw new Error(`${place.file}: nothing before it is called ${reference}`)
    return text
  }
}

interface Choice {
  readonly value: unknown
  /** null: no file gives a value that can be used. */
  readonly source: Given | null
  readonly wrong: readonly { readonly given: Given; readonly reason: string }[]
}

/** The valid value of the highest priority, and what is wrong with any of them. */
function choose(option: Option<unknown>, given: readonly Given[]): Choice {
  const wrong: Choice['wrong'][number][] = []
  let value: unknown
  let source: Given | null = null
  for (const candidate of given) {
    const text = candidate.option.value
    const parsed = option.type.parse(text, candidate.layer.directory)
    if ('problem' in parsed) {
      const reason = option.secret ? 'the value is not valid' : `"${excerpt(text)}" ${parsed.problem}`
      wrong.push({ given: candidate, reason })
      continue
    }
    if (parsed.remark !== undefined) wrong.push({ given: candidate, reason: `${excerpt(parsed.remark)}, left out` })
    value = parsed.value
    source = candidate
  }
  return { value, source, wrong }
}

function where(
  place: Place,
  option: Option<unknown>,
  given: Given | null,
): Pick<Warning, 'file' | 'line' | 'section' | 'option'> {
  const { file, section } = place
  return { file: given?.layer.path ?? file, line: given?.option.line ?? null, section, option: option.name }
}

/** Hides secrets, and the credentials that a URL may carry. */
function presentable(option: Option<unknown>, text: string): string {
  if (text === '') return `(${option.empty})`
  return option.secret ? '(hidden)' : withoutCredentials(text)
}

/** One line of at most 200 characters. */
function excerpt(text: string): string {
  const line = withoutCredentials(text).replace(/\s+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

/** Up to the last @: who wrote a password into a URL may have forgotten to encode what is in it. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/\S*@/g, '//(hidden)@').replace(/([?&]\w*password=)[^&\s]*/gi, '$1(hidden)')
}
