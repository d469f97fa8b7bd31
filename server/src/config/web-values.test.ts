import { expect, test } from 'vitest'
import { colour, helpLink, iceUrl, pictureFile } from './web-values.ts'

test.each([
  'stun:stun.example.com',
  'stun:192.0.2.1:3478',
  'stuns:stun.example.com:5349',
  'turn:turn.example.com:3478?transport=udp',
  'turns:turn.example.com:443?transport=tcp',
  'turn:[2001:db8::1]:3478',
])('%s is a server for ICE', (given) => {
  expect(iceUrl.parse(given, '/')).toEqual({ value: given })
})

test.each([
  'turn.example.com:3478',
  'https://turn.example.com',
  'turn:',
  'turn:a b',
  'turn:x:0',
  'turn:x:65536',
  'turn:x?transport=tls',
  'stun:x?transport=tcp',
  'turn:[zz]:1',
])('"%s" is none', (given) => {
  expect(iceUrl.parse(given, '/')).toHaveProperty('problem')
})

test('colours are red, green and blue in hex', () => {
  expect(colour.parse('#AABB09', '/')).toEqual({ value: '#aabb09' })
  for (const given of ['red', '#abc', '#12345g', '#12345678']) expect(colour.parse(given, '/')).toHaveProperty('problem')
})

test('help is on a page or by mail, and never a script', () => {
  for (const given of ['https://example.com/help', 'mailto:help@example.com'])
    expect(helpLink.parse(given, '/')).toEqual({ value: given })
  for (const given of ['javascript:alert(1)', 'help', 'data:text/html,x'])
    expect(helpLink.parse(given, '/')).toHaveProperty('problem')
})

test('a logo is a picture, and its path counts from the file that names it', () => {
  expect(pictureFile.parse('logo.SVG', '/etc/weft')).toEqual({ value: '/etc/weft/logo.SVG' })
  expect(pictureFile.parse('/etc/passwd', '/etc/weft')).toHaveProperty('problem')
})
