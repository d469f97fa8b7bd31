import type { LoadedConfig } from './config.ts'
import type { Entry } from './resolve.ts'
import { warningText } from './warning.ts'

/**
 * The configuration in effect, for people: file by file and section by section, an asterisk before every value that is not the
 * default, with the default and the place it came from; then the warnings. Secrets do not appear.
 */
export function configReport({ entries, files, warnings }: LoadedConfig): string {
  const lines =
    files.length === 0 ? ['No configuration file was found: everything is at its default.'] : ['Read:', ...files.map(indented)]
  let file = ''
  let section = ''
  for (const entry of entries) {
    if (entry.file !== file) {
      lines.push('', entry.file)
      section = ''
    }
    if (entry.section !== section) lines.push(`  [${entry.section}]`)
    file = entry.file
    section = entry.section
    lines.push(entryLine(entry))
  }
  lines.push('', warnings.length === 0 ? 'No warnings.' : `Warnings (${warnings.length}):`)
  return [...lines, ...warnings.map((warning) => indented(warningText(warning)))].join('\n')
}

function entryLine({ option, text, fallback, changed, source }: Entry): string {
  const remarks = [...(changed ? [`default: ${fallback}`] : []), ...(source === null ? [] : [`${source.path}:${source.line}`])]
  return `  ${changed ? '*' : ' '} ${option} = ${text}${remarks.length === 0 ? '' : `    ; ${remarks.join(', ')}`}`
}

function indented(line: string): string {
  return `  ${line}`
}
