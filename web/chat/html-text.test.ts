import { expect, test } from 'vitest'
import { type HtmlNode, htmlText } from './html-text.ts'

/** As the parser of a browser gives it. */
const h = (nodeName: string, ...children: (HtmlNode | string)[]): HtmlNode => ({
  nodeName,
  nodeValue: null,
  childNodes: children.map((child) =>
    typeof child === 'string' ? { nodeName: '#text', nodeValue: child, childNodes: [] } : child,
  ),
})

test('paragraphs, lists and breaks are lines, and spaces between words are one', () => {
  const page = h(
    'BODY',
    h('P', '  Hello\n   ', h('B', 'Bob'), ' !'),
    h('DIV', h('DIV', 'one', h('BR'), 'two')),
    h('UL', h('LI', 'first'), ' ', h('LI', 'second')),
    h('TABLE', h('TR', h('TD', 'a'), h('TD', 'b'))),
  )
  expect(htmlText(page)).toBe('Hello Bob !\none\ntwo\n• first\n• second\na b')
})

test('lines of preformatted text stay', () => {
  expect(htmlText(h('BODY', h('PRE', 'a\n  b')))).toBe('a\n  b')
})

test('programs, styles and what is hidden in comments are not said', () => {
  const page = h(
    'BODY',
    h('SCRIPT', 'alert(1)'),
    h('STYLE', 'p{}'),
    h('svg', h('script', 'alert(2)')),
    h('#comment', 'secret'),
    h('IMG'),
    'the rest',
  )
  expect(htmlText(page)).toBe('the rest')
})

test('what looks like markup in the text is text', () => {
  expect(htmlText(h('BODY', h('P', '<img src=x onerror=alert(1)>')))).toBe('<img src=x onerror=alert(1)>')
})

test('what is nested without end is cut', () => {
  let deep = h('B', 'core')
  for (let level = 0; level < 5000; level++) deep = h('B', deep)
  expect(htmlText(h('BODY', 'edge', deep))).toBe('edge')
})
