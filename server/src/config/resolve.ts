import { freezeDeep } from './freeze.ts'
import type { IniDocument, IniOption } from './ini.ts'
import type { IniTable, Option, Options, ValuesOf } from './options.ts'

/** One file as it was read. */
export interface Layer {
  /** Absolute. */
  readonly path: string
  /** Where the file lies; relative paths in it count from there. */
  readonly directory: string
  readonly document: IniDocument
}

/** Something the operator should know. Never holds the value of a secret option. */
export interface Warning {
  /** Absolute path of the file, or the bare name of the one where the option would stand; null when it is about no file. */
  readonly file: string | null
  readonly line: number | null
  readonly section: string | null
  readonly option: string | null
  readonly reason: string
  /** The text of the value that counts now; null when nothing was replaced. */
  readonly used: string | null
}

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

/** What one file says about one option. */
interface Given {
  readonly option: IniOption
  readonly layer: Layer
}

/** What the files say about one section: by option, from the lowest to the highest priority. */
interface GivenSection {
  readonly name: string
  readonly options: Map<string, Given[]>
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
    const given = this.#collect(table, layers)
    const sections: Record<string, unknown> = {}
    for (const [name, options] of Object.entries(table.sections)) {
      sections[name] = this.#section({ file: table.file, section: name }, options, given.get(name))
      given.delete(name)
    }
    const options = table.named?.options
    const named = new Map<string, ValuesOf<N>>()
    const names = [...given.values()].map((section) => section.name)
    if (options !== undefined)
      for (const [key, section] of given)
        named.set(key, this.#section({ file: table.file, section: section.name }, options, section))
    return {
      // The loop above made one entry for each key of the table, with the values of its options.
      sections: sections as Resolved<S, N>['sections'],
      named: { names, find: (name) => named.get(table.named?.key(name) ?? name) ?? null },
      unnamed: this.#values({ file: table.file, section: '' }, options, undefined).values as ValuesOf<N>,
    }
  }

  /** Gathers the layers by section and option, leaving out (and reporting) what the table does not know. */
  #collect(table: IniTable<Readonly<Record<string, Options>>, Options>, layers: readonly Layer[]): Map<string, GivenSection> {
    const sections = new Map<string, GivenSection>()
    for (const layer of layers) {
      for (const { line, reason } of layer.document.problems)
        this.#warn({ file: layer.path, line, section: null, option: null, reason, used: null })
      for (const section of layer.document.sections) {
        const options = optionsOf(table, section.name)
        if (options === null) {
          const reason = `there is no such section${didYouMean(section.name, Object.keys(table.sections))}; it is ignored`
          this.#warn({ file: layer.path, line: section.line, section: section.name, option: null, reason, used: null })
          continue
        }
        const key = Object.hasOwn(table.sections, section.name) ? section.name : (table.named?.key(section.name) ?? section.name)
        const collected = sections.get(key) ?? { name: section.name, options: new Map<string, Given[]>() }
        sections.set(key, collected)
        const known = Object.values(options).map((option) => option.name)
        for (const option of section.options) {
          if (known.includes(option.name)) {
            collected.options.set(option.name, [...(collected.options.get(option.name) ?? []), { option, layer }])
            continue
          }
          const reason = `there is no such option${didYouMean(option.name, known)}; it is ignored`
          this.#warn({ file: layer.path, line: option.line, section: section.name, option: option.name, reason, used: null })
        }
      }
    }
    return sections
  }

  #section<O extends Options>(place: Place, options: O, given: GivenSection | undefined): ValuesOf<O> {
    const { values, entries } = this.#values(place, options, given)
    this.entries.push(...entries)
    return values as ValuesOf<O>
  }

  #values(
    place: Place,
    options: Options = {},
    given: GivenSection | undefined,
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
    let value = fallback
    let source: Given | null = null
    const wrong: { given: Given; reason: string }[] = []
    for (const candidate of given) {
      const { value: text } = candidate.option
      const parsed = option.type.parse(text, candidate.layer.directory)
      if ('problem' in parsed) {
        wrong.push({
          given: candidate,
          reason: option.secret ? 'the value is not valid' : `"${excerpt(text)}" ${parsed.problem}`,
        })
        continue
      }
      if (parsed.remark !== undefined) wrong.push({ given: candidate, reason: `${excerpt(parsed.remark)}, left out` })
      value = parsed.value
      source = candidate
    }
    const conflict = option.conflict(value, (reference) => this.#text(place, reference))
    if (conflict !== null) {
      this.#warn({
        ...this.#where(place, option, source),
        reason: `${option.type.show(value)} ${conflict.reason}`,
        used: presentable(option, conflict.use),
      })
      value = this.#parseOwn(place, option, conflict.use)
      source = null
    }
    const text = option.type.show(value)
    for (const { given: where, reason } of wrong)
      this.#warn({ ...this.#where(place, option, where), reason, used: presentable(option, text) })
    this.#effective.set(`${place.file}/${place.section}.${option.name}`, text)
    const fallbackText = option.type.show(fallback)
    const entry: Entry = {
      ...place,
      option: option.name,
      text: presentable(option, text),
      fallback: presentable(option, fallbackText),
      changed: text !== fallbackText,
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

  #where(place: Place, option: Option<unknown>, given: Given | null): Pick<Warning, 'file' | 'line' | 'section' | 'option'> {
    return {
      file: given?.layer.path ?? place.file,
      line: given?.option.line ?? null,
      section: place.section,
      option: option.name,
    }
  }

  #warn(warning: Warning): void {
    this.warnings.push(warning)
  }
}

function optionsOf(table: IniTable<Readonly<Record<string, Options>>, Options>, section: string): Options | null {
  if (Object.hasOwn(table.sections, section)) return table.sections[section] ?? null
  return table.named?.accepts(section) ? table.named.options : null
}

function didYouMean(name: string, known: readonly string[]): string {
  const meant = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return meant === undefined ? '' : ` (it is written ${meant})`
}

/** Hides secrets, and the credentials that a URL may carry. */
function presentable(option: Option<unknown>, text: string): string {
  if (text === '') return `(${option.empty})`
  return option.secret ? '(hidden)' : withoutCredentials(text)
}

function excerpt(text: string): string {
  const line = withoutCredentials(text).replace(/\s+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//(hidden)@')
}
