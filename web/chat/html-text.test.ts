import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlText } from './html-text.ts'

test('paragraphs, lists and breaks are lines, and spaces between words are one', () => {
  const page = `<!DOCTYPE html><html><body><p>  Hello\n   <b>Bob</b> !</p><div><div>one<br/>two</div></div>
    <ul><LI>first</LI> <li class="a>b">second</li></ul><table><tr><td>a</td><td>b</td></tr></table></body></html>`
  expect(htmlText(page)).toBe('Hello Bob !\none\ntwo\n• first\n• second\na b')
})

test('lines of preformatted text stay', () => {
  expect(htmlText('<pre>a\n  b</pre> c\n d')).toBe('a\n  b\nc d')
})

test('characters that stand for others are those, and what is none stays', () => {
  expect(htmlText('&lt;b&gt; &amp;amp; &#228;&#xE4;&auml; a&nbsp;b AT&T &unknown; &#0; &#xD800;')).toBe(
    '<b> &amp; äää a b AT&T &unknown; \uFFFD \uFFFD',
  )
})

test.each([
  '<script>alert("</b>")</script>',
  '<SCRIPT src=x>alert(1)</Script >',
  '<style>p{}</style>',
  '<head><title>a title</title></head>',
  '<svg><script>alert(2)</script></svg>',
  '<!-- secret -->',
  '<!-- > secret --!> -->',
  '<img src=x onerror="alert(1)>">',
  '<iframe srcdoc="<p>x</p>"></iframe>',
  '<?php secret ?>',
])('%s says nothing', (hidden) => {
  expect(htmlText(`before ${hidden}after`)).toBe('before after')
})

test('what is not closed says nothing more', () => {
  expect(['a<script>b', 'a<!-- b', 'a<img alt='].map(htmlText)).toEqual(['a', 'a', 'a'])
})

test('what looks like markup in the text is text', () => {
  expect(htmlText('<p>&lt;img src=x onerror=alert(1)&gt; 1 < 2</p>')).toBe('<img src=x onerror=alert(1)> 1 < 2')
})

test('whatever it is, it is read without failing, and at once', () => {
  const pieces = fc.constantFrom('<', '>', '"', "'", '&', '#', '<script', '<!--', '-->', '</p>', '<pre>', 'a', ' ', '\u0000')
  fc.assert(fc.property(fc.array(pieces, { maxLength: 200 }), (given) => typeof htmlText(given.join('')) === 'string'))
  for (const piece of ['<a "', "<a '", '<!--', '<', '&#', '<div>', '</div x'])
    expect(htmlText(piece.repeat(100_000)).length).toBeLessThan(1_000_000)
})
