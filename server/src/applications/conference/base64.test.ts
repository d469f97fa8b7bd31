import { expect, test } from 'vitest'
import { base64Of } from './base64.ts'

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
