import { expect, test } from 'vitest'
import { isWebUrl } from './web-url.ts'

test.each([
  'https://sylk.example.com/webrtcgateway/filetransfer/a/b/c/d%20e.png',
  'HTTP://[2001:db8::1]:10888/x?y=1&z=2#f',
  'https://files.example.com',
  'https://files.example.com?id=[1]|2',
  'https://пример.example/файл',
])('%s is taken', (url) => {
  expect(isWebUrl(url)).toBe(true)
})

test.each([
  '',
  'https://',
  'https:///path',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  ' https://example.com/',
  'https://example.com/a b',
  'https://example.com/"onclick="x',
  'https://example.com/\u0000',
  'https://example.com/\ud800',
  'https://exa\\mple.com/',
  `https://example.com/${'x'.repeat(4096)}`,
])('%j is not', (url) => {
  expect(isWebUrl(url)).toBe(false)
})
