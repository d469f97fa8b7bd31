import { type Expression, type Node, parseSync, Visitor } from 'oxc-parser'

/** One import of a file: `specifier` as written, or null where an `import()` is handed something other than a literal. */
export interface Import {
  readonly specifier: string | null
  readonly line: number
  /** True for `import()`, which loads when it is reached rather than at start. */
  readonly lazy: boolean
  /** True where types alone are taken, so that nothing is loaded. */
  readonly typeOnly: boolean
}

/** A use of a clock, of randomness or of the global object, and where it stands. */
export interface Impurity {
  readonly what: string
  readonly line: number
}

export interface Source {
  readonly imports: readonly Import[]
  readonly impurities: readonly Impurity[]
  /** What the parser did not understand; the rest is then not to be trusted. */
  readonly errors: readonly string[]
}

/** What may be taken from `Date`: neither reads the clock. */
const TIMELESS = new Set(['parse', 'UTC', 'prototype'])

/** Reads what a file imports and which impure globals it uses; `path` chooses the dialect by its extension. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  const imports: Import[] = []
  const impurities: Impurity[] = []
  const lineAt = lineCounter(text)
  const take = (node: Node, specifier: string | null, typeOnly: boolean) =>
    imports.push({ specifier, line: lineAt(node.start), lazy: node.type === 'ImportExpression', typeOnly })

  // An identifier is judged where its parent is visited, which comes first; what is left over is the bare global, handed around.
  const judged = new Set<Node>()
  const judge = (node: Node, impure: string | null) => {
    judged.add(node)
    if (impure !== null) impurities.push({ what: impure, line: lineAt(node.start) })
  }
  const key = (node: { readonly key: Node; readonly computed: boolean }) => {
    if (!node.computed) judge(node.key, null)
  }

  new Visitor({
    ImportDeclaration: (node) => take(node, node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => take(node, node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source) take(node, node.source.value, node.exportKind === 'type')
    },
    ImportExpression: (node) => take(node, literal(node.source), false),
    TSImportType: (node) => take(node, node.source.value, true),

    MemberExpression: (node) => {
      const property = !node.computed && node.property.type === 'Identifier' ? node.property.name : null
      if (!node.computed) judge(node.property, null)
      if (isGlobal(node.object, 'Date')) {
        judge(node.object, property !== null && TIMELESS.has(property) ? null : `Date.${property ?? '[…]'}`)
      } else if (isGlobal(node.object, 'Math')) {
        judge(node.object, property !== null && property !== 'random' ? null : `Math.${property ?? '[…]'}`)
      }
    },
    NewExpression: (node) => {
      if (isGlobal(node.callee, 'Date')) judge(node.callee, node.arguments.length > 0 ? null : 'new Date()')
    },
    CallExpression: (node) => {
      if (isGlobal(node.callee, 'Date')) judge(node.callee, 'Date()')
    },
    BinaryExpression: (node) => {
      if (node.operator === 'instanceof') judge(node.right, null)
    },
    TSTypeReference: (node) => judge(node.typeName, null),
    Property: key,
    PropertyDefinition: key,
    MethodDefinition: key,
    TSPropertySignature: key,
    TSMethodSignature: key,
    Identifier: (node) => {
      if (judged.has(node)) return
      if (node.name === 'Date' || node.name === 'Math' || node.name === 'globalThis') judge(node, node.name)
    },
  }).visit(program)

  return { imports, impurities, errors: errors.map((error) => error.message) }
}

function isGlobal(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

/** The text of a string or of a template without holes, else null. */
function literal(node: Expression): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? null
  return null
}

/** A function that gives the line, counted from 1, of an offset in `text`. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
