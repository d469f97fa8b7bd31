/** One option as it stands in a file; `line` counts from 1 and is where the option begins. */
export interface IniOption {
  /** With `_` where the file may have `-`. */
  readonly name: string
  /** Lines of a continued value are joined by a line feed. */
  readonly value: string
  readonly line: number
}

export interface IniSection {
  readonly name: string
  /** Where the section first begins. */
  readonly line: number
  /** In the file's order; each name once, the last of several wins. */
  readonly options: readonly IniOption[]
}

/** Something in the text that was not understood and was passed over, or that is ambiguous. Never quotes a value: it may be a secret. */
export interface IniProblem {
  readonly line: number
  readonly reason: string
}

export interface IniDocument {
  /** In order of first appearance; each name once. */
  readonly sections: readonly IniSection[]
  readonly problems: readonly IniProblem[]
}

/** In UTF-16 units. A configuration file larger than this is not one. */
export const MAX_INI_LENGTH = 1024 * 1024

/** What is still open at the current line: which section lines belong to, and which value an indented line would continue. */
interface Cursor {
  section: OpenSection | null
  option: OpenOption | null
  /** Columns of white space before the option that is being read. */
  indent: number
}

interface OpenSection {
  name: string
  line: number
  options: Map<string, OpenOption>
}

interface OpenOption {
  name: string
  line: number
  lines: string[]
}

/**
 * Reads an ini text by the rules of Python's ConfigParser, whose files operators have: `=` or `:` (whichever comes first) ends
 * the name, `;` and `#` begin a comment only at the start of a line, a line indented deeper than its option continues the value
 * (blank lines between included). Unlike it, nothing is fatal: a line that cannot be read, and an option given twice, is a problem
 * beside the result. A doubled `%` is one `%`, and so is a single one: there is no interpolation. Linear in the length of the text.
 */
export function readIni(text: string): IniDocument {
  if (text.length > MAX_INI_LENGTH)
    return { sections: [], problems: [{ line: 1, reason: `is larger than ${MAX_INI_LENGTH} characters and was not read` }] }
  const sections = new Map<string, OpenSection>()
  const problems: IniProblem[] = []
  const cursor: Cursor = { section: null, option: null, indent: 0 }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const [index, raw] of lines.entries()) readLine(raw, index + 1, cursor, sections, problems)
  return { sections: [...sections.values()].map(closeSection), problems }
}

function readLine(raw: string, line: number, cursor: Cursor, sections: Map<string, OpenSection>, problems: IniProblem[]): void {
  const content = raw.trim()
  if (content === '') {
    cursor.option?.lines.push('')
    return
  }
  if (content.startsWith(';') || content.startsWith('#')) return
  const indent = raw.length - raw.trimStart().length
  if (cursor.option !== null && indent > cursor.indent) {
    cursor.option.lines.push(content)
    return
  }
  cursor.indent = indent
  cursor.option = null
  if (content.startsWith('[')) readHeader(content, line, cursor, sections, problems)
  else readOption(content, line, cursor, problems)
}

function readHeader(
  content: string,
  line: number,
  cursor: Cursor,
  sections: Map<string, OpenSection>,
  problems: IniProblem[],
): void {
  const end = content.indexOf(']')
  const name = content.slice(1, end).trim()
  if (end < 0 || name === '') {
    // What follows must not end up in the section before: it was meant for another.
    cursor.section = null
    problems.push({ line, reason: 'is not a section header; the options below it are ignored' })
    return
  }
  const section = sections.get(name) ?? { name, line, options: new Map() }
  sections.set(name, section)
  cursor.section = section
}

function readOption(content: string, line: number, cursor: Cursor, problems: IniProblem[]): void {
  const delimiter = content.search(/[=:]/)
  const name = content.slice(0, Math.max(delimiter, 0)).trim().replaceAll('-', '_')
  if (name === '') {
    problems.push({ line, reason: 'is neither "[section]", nor "option = value", nor a comment, and is ignored' })
    return
  }
  const option: OpenOption = { name, line, lines: [content.slice(delimiter + 1).trim()] }
  // Set also when the option is dropped, so that its continuation lines are dropped with it.
  cursor.option = option
  if (cursor.section === null) {
    problems.push({ line, reason: `option ${name} stands in no section and is ignored` })
    return
  }
  const earlier = cursor.section.options.get(name)
  if (earlier !== undefined)
    problems.push({ line, reason: `option ${name} was already given in line ${earlier.line}; the later one counts` })
  cursor.section.options.set(name, option)
}

function closeSection(section: OpenSection): IniSection {
  return {
    name: section.name,
    line: section.line,
    options: [...section.options.values()].map(({ name, line, lines }) => ({
      name,
      line,
      value: lines.join('\n').trim().replaceAll('%%', '%'),
    })),
  }
}
