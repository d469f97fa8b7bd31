import { expect, test } from 'vitest'
import { textParts } from './links.ts'

const links = (text: string) => textParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []))
const shown = (text: string) => textParts(text).map(({ text }) => text)

test('addresses of the web are links, and all that was written is still there', () => {
  const text = 'see https://example.com/a?b=1#c and www.example.org, or http://[::1]:8080/'
  expect(links(text)).toEqual(['https://example.com/a?b=1#c', 'https://www.example.org/', 'http://[::1]:8080/'])
  expect(shown(text).join('')).toBe(text)
  expect(textParts('no link here')).toEqual([{ kind: 'text', text: 'no link here' }])
  expect(textParts('')).toEqual([])
})

test.each([
  ['end https://a.example/x.', 'https://a.example/x'],
  ['(https://a.example/x)', 'https://a.example/x'],
  ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
  ['(https://a.example/x_(y))!', 'https://a.example/x_(y)'],
  ['“https://a.example/x”', 'https://a.example/x'],
  ['<https://a.example/x>', 'https://a.example/x'],
])('%s leads to %s', (text, href) => {
  expect(links(text)).toEqual([href])
})

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'ftp://a.example/',
  'file:///etc/passwd',
  'https://',
  'https://bank.example@evil.example/',
  'https://user:secret@evil.example/',
])('%s is no link', (text) => {
  expect(links(text)).toEqual([])
  expect(shown(text).join('')).toBe(text)
})

test('a link ends where the direction of writing is turned', () => {
  expect(links('https://a.example/\u202Egpj.exe')).toEqual(['https://a.example/'])
})

test('a link says where it truly leads', () => {
  expect(textParts('https://аpple.example/')).toMatchObject([{ kind: 'link', host: 'xn--pple-43d.example' }])
})

test('a flood of links stays cheap, and the rest is text', () => {
  const text = 'https://a.example/ '.repeat(5000)
  expect(links(text)).toHaveLength(200)
  expect(shown(text).join('')).toBe(text)
  expect(links(`https://a.example/${')'.repeat(2000)}`)).toHaveLength(1)
  expect(links(`https://a.example/${'x'.repeat(3000)} https://b.example/`)).toEqual(['https://b.example/'])
})
