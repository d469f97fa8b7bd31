import type { IniDocument, IniOption, IniSection } from './ini.ts'
import type { IniTable, Options } from './options.ts'
import type { Warning } from './warning.ts'

/** One file as it was read. */
export interface Layer {
  /** Absolute. */
  readonly path: string
  /** Where the file lies; relative paths in it count from there. */
  readonly directory: string
  readonly document: IniDocument
}

/** What one file says about one option. */
export interface Given {
  readonly option: IniOption
  readonly layer: Layer
}

/** What the files say about one section: by option, from the lowest to the highest priority. */
export interface GivenSection {
  /** As the first file spells it. */
  readonly name: string
  readonly options: Map<string, Given[]>
}

/** Any table, where its kinds of values do not matter. */
type Table = IniTable<Readonly<Record<string, Options>>, Options>

/** Lays the files of one name over each other, from the lowest to the highest priority; what the table does not know is left out with a warning. */
export function mergeLayers(
  table: Table,
  layers: readonly Layer[],
): { sections: Map<string, GivenSection>; warnings: Warning[] } {
  const sections = new Map<string, GivenSection>()
  const warnings: Warning[] = []
  for (const layer of layers) {
    for (const { line, reason } of layer.document.problems)
      warnings.push({ file: layer.path, line, section: null, option: null, reason, used: null })
    for (const section of layer.document.sections) {
      const known = knownOptions(table, section.name)
      if (known === null) warnings.push(unknown(layer, section, null, Object.keys(table.sections)))
      else warnings.push(...mergeSection(sectionOf(sections, table, section.name), section, known, layer))
    }
  }
  return { sections, warnings }
}

function mergeSection(into: GivenSection, section: IniSection, known: readonly string[], layer: Layer): Warning[] {
  const warnings: Warning[] = []
  for (const option of section.options) {
    const given = into.options.get(option.name)
    if (!known.includes(option.name)) warnings.push(unknown(layer, section, option, known))
    else if (given === undefined) into.options.set(option.name, [{ option, layer }])
    else given.push({ option, layer })
  }
  return warnings
}

function sectionOf(sections: Map<string, GivenSection>, table: Table, name: string): GivenSection {
  const key = Object.hasOwn(table.sections, name) ? name : (table.named?.key(name) ?? name)
  const section = sections.get(key) ?? { name, options: new Map() }
  sections.set(key, section)
  return section
}

/** The names of the options that a section of this name may have; null when there is no such section. */
function knownOptions({ sections, named }: Table, name: string): string[] | null {
  const options = Object.hasOwn(sections, name) ? sections[name] : named?.accepts(name) ? named.options : undefined
  return options === undefined ? null : Object.values(options).map((option) => option.name)
}

function unknown(layer: Layer, section: IniSection, option: IniOption | null, known: readonly string[]): Warning {
  const { name, line } = option ?? section
  const meant = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  const hint = meant === undefined ? '' : ` (it is written ${meant})`
  const reason = `there is no such ${option === null ? 'section' : 'option'}${hint}; it is ignored`
  return { file: layer.path, line, section: section.name, option: option?.name ?? null, reason, used: null }
}
