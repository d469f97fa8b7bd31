import { expect, test } from 'vitest'
import { base64Of, imageOf } from './base64.ts'

test('a picture is told in base64, whether it came so or as its bytes', () => {
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255])
  const base64 = 'iVBORwD/'
  expect(base64Of(bytes)).toBe(base64)
  expect(base64Of(new TextEncoder().encode(`${base64}\n`))).toBe(base64)
})

test('a drawing in XML is not taken for base64', () => {
  const svg = '<svg/>'
  expect(atob(base64Of(new TextEncoder().encode(svg)))).toBe(svg)
})

test('an image is its bytes, whether it came so or in base64', () => {
  const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0, 255])
  expect([...imageOf(bytes)]).toEqual([...bytes])
  expect([...imageOf(new TextEncoder().encode('/9j/\r\nAP8=\r\n'))]).toEqual([...bytes])
})

test('spaces without end take no longer than as many letters', () => {
  const begun = performance.now()
  base64Of(new TextEncoder().encode(`${' '.repeat(1_000_000)}!`))
  expect(performance.now() - begun).toBeLessThan(1000)
})
