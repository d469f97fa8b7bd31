import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { textOfHtml } from './html-text.ts'

for (const [html, text] of [
  ['plain &amp; simple', 'plain & simple'],
  ['one<br>two<br/>three', 'one\ntwo\nthree'],
  ['<p>one</p><div>two</div>', 'one\ntwo'],
  ['  one\n   line  ', 'one line'],
  ['<b onclick="x()">bold</b>', 'bold'],
  ['<style>p{}</style><head><title>t</title></head>text', 'text'],
  ['<script>alert(1)</script >after', 'after'],
  ['before<script>never closed', 'before'],
  ['before<script never even open', 'before'],
  ['before<br never closed', 'before'],
  ['a<!-- no --> b<!-- never closed', 'a b'],
  ['1 < 2 and 2 > 1', '1 < 2 and 2 > 1'],
  ['&lt;b&gt; &#65;&#x42; &nbsp;&unknown;', '<b> AB  &unknown;'],
  ['&amp;lt;', '&lt;'],
  ['&#0xd800;&#xd800;&#1114112;', '&#0xd800;\ufffd\ufffd'],
  ['', ''],
] as const)
  test(`${JSON.stringify(html)} says ${JSON.stringify(text)}`, () => expect(textOfHtml(html)).toBe(text))

test('what goes on and on takes time in proportion to its length', () => {
  for (const piece of ['<script', '<br', '<', '<!--', '<!', '</p', '&#1', '<script></script ', '<style><']) {
    const began = performance.now()
    textOfHtml(piece.repeat(Math.floor(1_000_000 / piece.length)))
    expect([piece, performance.now() - began < 2000]).toEqual([piece, true])
  }
})
