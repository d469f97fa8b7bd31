import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { isOutside, type Place, packageOf, placeOf } from './boundaries-rooms.ts'
import { type Import, readSource } from './boundaries-source.ts'

/** A rule that a file breaks: which, where, and why the rule is there. */
export interface Violation {
  readonly file: string
  readonly line: number
  readonly rule: string
  readonly why: string
}

/** A file longer than this is two nouns. */
export const MAX_LINES = 400

const EMPTY_NAMES = /^(utils?|helpers?|common|managers?)$/i

/** Checks the whole tree, path → text, against the rules of DESIGN.md; the result is empty where all of them are kept. */
export function checkTree(sources: ReadonlyMap<string, string>): Violation[] {
  const edges = new Map<string, Edge[]>()
  const violations: Violation[] = []
  for (const [file, text] of sources) {
    violations.push(...checkName(file))
    if (isOutside(file)) continue
    violations.push(...checkLength(file, text))
    const place = placeOf(file)
    if (!place) {
      violations.push({
        file,
        line: 1,
        rule: 'no room',
        why: 'the design has no place for this file: see ARCHITECTURE.md, "The house"',
      })
      continue
    }
    const source = readSource(file, text)
    violations.push(...source.errors.map((message) => ({ file, line: 1, rule: 'unreadable', why: message })))
    if (place.room.pure) {
      for (const { what, line } of source.impurities)
        violations.push({ file, line, rule: `${place.room.name} uses ${what}`, why: place.room.why })
    }
    const resolved = source.imports.map((one) => ({ ...one, target: targetOf(file, one.specifier, sources) }))
    violations.push(...resolved.flatMap((one) => checkImport(file, place, one)))
    edges.set(
      file,
      resolved.flatMap(({ target, line }) => (target?.kind === 'ours' ? [{ to: target.path, line }] : [])),
    )
  }
  return [...violations, ...findCycles(edges)]
}

function checkName(file: string): Violation[] {
  // Words, however they are joined: `sip-utils.ts`, `callManager.ts` and `common/` are all told.
  const words = file.replace(/\.[a-z.]+$/, '').split(/[/._-]|(?<=[a-z0-9])(?=[A-Z])/)
  return words
    .filter((word) => EMPTY_NAMES.test(word))
    .map((word) => ({ file, line: 1, rule: `a name with "${word}"`, why: 'it says nothing of what is inside; name the noun' }))
}

function checkLength(file: string, text: string): Violation[] {
  const lines = countLines(text)
  if (lines <= MAX_LINES) return []
  return [
    { file, line: MAX_LINES + 1, rule: `${lines} lines, more than ${MAX_LINES}`, why: 'it is two nouns: give each its file' },
  ]
}

/** Lines as an editor counts them: the newline at the end begins no further one. */
export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** What an import leads to: a file of ours, or a package (`node:` for what Node brings along). */
type Target = { readonly kind: 'ours'; readonly path: string } | { readonly kind: 'library'; readonly name: string }

function targetOf(file: string, specifier: string | null, sources: ReadonlyMap<string, string>): Target | null {
  if (specifier === null) return null
  if (specifier.startsWith('.')) return { kind: 'ours', path: posix.join(posix.dirname(file), specifier.replace(/\?.*$/, '')) }
  const [, workspace, inside] = /^@weft\/([^/]+)\/(.+)$/.exec(specifier) ?? []
  if (workspace && inside) {
    const path = `${workspace}/${inside}`
    return { kind: 'ours', path: sources.has(`${path}.tsx`) ? `${path}.tsx` : `${path}.ts` }
  }
  if (isBuiltin(specifier)) return { kind: 'library', name: 'node:' }
  const parts = specifier.split('/')
  return { kind: 'library', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

function checkImport(file: string, from: Place, one: Import & { readonly target: Target | null }): Violation[] {
  const { room } = from
  const broken = (rule: string, why: string): Violation[] => [{ file, line: one.line, rule, why }]
  if (!one.target) return broken('computed import()', 'nobody can read from it what is imported: name the module')

  if (one.target.kind === 'library') {
    const { name } = one.target
    if (room.libraries !== 'any' && !room.libraries.includes(name)) return broken(`${room.name} imports ${name}`, room.why)
    if (room.lazily?.includes(name) && !one.lazy && !one.typeOnly)
      return broken(`${room.name} imports ${name} at start`, 'it is large and seldom needed: load it with import()')
    return []
  }

  const { path } = one.target
  if (isOutside(path)) return broken(`${room.name} imports ${path}`, 'tests, scripts and settings are no part of the product')
  const to = placeOf(path)
  if (!to) return broken(`${room.name} imports ${path}`, 'the design has no place for that file')
  if (to.part !== from.part && !room.ours.includes(to.room.name)) return broken(`${from.part} imports ${to.part}`, room.why)
  if (one.specifier?.startsWith('.') && packageOf(path) !== packageOf(file))
    return broken(`a relative path to ${path}`, 'it leads out of the package and breaks once that is built: import @weft/…')
  return []
}

interface Edge {
  readonly to: string
  readonly line: number
}

/** One violation for each set of files that import each other in a circle, told with the shortest way round. */
function findCycles(edges: ReadonlyMap<string, readonly Edge[]>): Violation[] {
  const told = new Set<string>()
  const violations: Violation[] = []
  for (const file of [...edges.keys()].sort()) {
    if (told.has(file)) continue
    const circle = wayBack(edges, file)
    if (!circle) continue
    for (const member of circle) told.add(member)
    const line = edges.get(file)?.find((edge) => edge.to === (circle[1] ?? file))?.line ?? 1
    const why = `${[...circle, file].join(' → ')}: neither can be understood, tested or loaded alone`
    violations.push({ file, line, rule: 'a circle of imports', why })
  }
  return violations
}

/** The files on the shortest way from `start` back to itself, `start` first; null where there is none. */
function wayBack(edges: ReadonlyMap<string, readonly Edge[]>, start: string): string[] | null {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const file of queue) {
    for (const { to } of edges.get(file) ?? []) {
      if (to === start) {
        const way = [file]
        for (let at = cameFrom.get(file); at !== undefined; at = cameFrom.get(at)) way.unshift(at)
        return way
      }
      if (!cameFrom.has(to)) {
        cameFrom.set(to, file)
        queue.push(to)
      }
    }
  }
  return null
}
