import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Expression, type JSXChild, parseSync, Visitor } from 'oxc-parser'
import { expect, test } from 'vitest'

const WEB = fileURLToPath(new URL('..', import.meta.url))

/** Attributes that are shown or read aloud. */
const SPOKEN: readonly string[] = ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label', 'hint', 'words']

/** Texts that an expression may come to, with where they stand. */
function textsOf(expression: Expression): readonly { readonly text: string; readonly at: number }[] {
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'string' ? [{ text: expression.value, at: expression.start }] : []
    case 'TemplateLiteral':
      return expression.quasis.map(({ value, start }) => ({ text: value.raw, at: start }))
    case 'ConditionalExpression':
      return [...textsOf(expression.consequent), ...textsOf(expression.alternate)]
    case 'LogicalExpression':
      return textsOf(expression.right)
    case 'ParenthesizedExpression':
      return textsOf(expression.expression)
    default:
      return []
  }
}

/** Words that a view has in itself, as `line: words`. */
function wordsIn(file: string, source: string): readonly string[] {
  const found: string[] = []
  const note = (text: string, at: number): void => {
    // Signs such as ✓ and · are the same in every language.
    if (/\p{L}/u.test(text)) found.push(`${source.slice(0, at).split('\n').length}: ${text.trim()}`)
  }
  const look = (children: readonly JSXChild[]): void => {
    for (const child of children) {
      if (child.type === 'JSXText') note(child.value, child.start)
      if (child.type === 'JSXExpressionContainer' && child.expression.type !== 'JSXEmptyExpression')
        for (const { text, at } of textsOf(child.expression)) note(text, at)
    }
  }
  const visitor = new Visitor({
    JSXElement: ({ children }) => look(children),
    JSXFragment: ({ children }) => look(children),
    JSXAttribute: ({ name, value }) => {
      if (name.type !== 'JSXIdentifier' || !SPOKEN.includes(name.name) || value === null) return
      if (value.type === 'Literal') note(String(value.value), value.start)
      if (value.type === 'JSXExpressionContainer' && value.expression.type !== 'JSXEmptyExpression')
        for (const { text, at } of textsOf(value.expression)) note(text, at)
    },
  })
  visitor.visit(parseSync(file, source).program)
  return found
}

test('words in views are found, in whatever way they are written', () => {
  const source = `const View = ({ on, name }) => (
    <p title="Tip" class={on ? 'red' : 'blue'} aria-label={\`About \${name}\`}>
      Plain {'quoted'} {on ? 'yes' : NO} {on && 'and'} {name} · {1}
    </p>
  )`
  expect(wordsIn('view.tsx', source)).toEqual(['2: Plain', '3: quoted', '3: yes', '3: and', '2: Tip', '2: About'])
})

const views = globSync('**/*.tsx', { cwd: WEB, exclude: ['dist/**', 'node_modules/**'] }).sort()

test.each(views)('%s has its words in words/', (view) => {
  expect(wordsIn(view, readFileSync(`${WEB}${view}`, 'utf8'))).toEqual([])
})
