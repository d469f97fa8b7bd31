import { type Expression, parseSync, Visitor } from 'oxc-parser'
import { lineCounter } from './boundaries-source.ts'

/** A test as it stands in the source: how its title begins, and where. */
export interface TestTitle {
  readonly file: string
  readonly line: number
  /** The title up to the first hole of a template, if it has one. */
  readonly title: string
}

/** The titles of all tests that a file declares with `test` or `it`; those put off with `.skip` or `.todo` are not among them. */
export function titlesIn(file: string, text: string): TestTitle[] {
  const lineAt = lineCounter(text)
  const titles: TestTitle[] = []
  new Visitor({
    CallExpression: (node) => {
      const chain = callChain(node.callee)
      if ((chain[0] !== 'test' && chain[0] !== 'it') || chain.includes('skip') || chain.includes('todo')) return
      const title = textOf(node.arguments[0])
      if (title !== null) titles.push({ file, line: lineAt(node.start), title })
    },
  }).visit(parseSync(file, text).program)
  return titles
}

/** `test.each(rows)` → `['test', 'each']`; empty for what is not a chain of names and calls. */
function callChain(callee: Expression): string[] {
  if (callee.type === 'Identifier') return [callee.name]
  if (callee.type === 'CallExpression') return callChain(callee.callee)
  if (callee.type === 'TaggedTemplateExpression') return callChain(callee.tag)
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return []
  const chain = callChain(callee.object)
  return chain.length > 0 ? [...chain, callee.property.name] : []
}

function textOf(node: { readonly type: string } | undefined): string | null {
  const argument = node as Expression | undefined
  if (argument?.type === 'Literal' && typeof argument.value === 'string') return argument.value
  if (argument?.type === 'TemplateLiteral') return argument.quasis[0]?.value.cooked ?? null
  return null
}

/** What is meant as an id, right or wrong; `[sqlite]` or `[2001:db8::1]` is a title like any other. */
const MEANT_AS_ID = /^(?:12\b.*|[A-Z]\d+.*|)$/

/** The ids a title begins with: `[12.8][12.9] …` → `['12.8', '12.9']`. One that is left to a template's hole is `''`. */
export function idsOf(title: string): string[] {
  const [, brackets = ''] = /^((?:\[[^\]]*\])*(?:\[$)?)/.exec(title) ?? []
  const ids = brackets.split('[').slice(1)
  return ids.map((id) => id.replace(']', '')).filter((id) => MEANT_AS_ID.test(id))
}
