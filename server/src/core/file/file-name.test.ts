import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeFileName, safeTransferId } from './file-name.ts'

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['holiday photo 1.jpg', 'holiday_photo_1.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\system.ini', 'system.ini'],
  ['..%2f..%2fetc', '2f..2fetc'],
  ['.bashrc', 'bashrc'],
  ['a\u0000b\r\nc.txt', 'abc.txt'],
  ['in"voice";x=y.pdf', 'invoicex=y.pdf'],
  ['x?y#z&w.png', 'xyzw.png'],
  ['<b>.html', 'b.html'],
  ['gpj.\u202eexe', 'gpj.exe'],
  ['meta-photo.jpg', '_meta-photo.jpg'],
  ['META-photo.jpg', '_META-photo.jpg'],
  ['.meta-photo.jpg', '_meta-photo.jpg'],
  ['résumé.pdf', 'résumé.pdf'],
  ['re\u0301sume\u0301.pdf', 'résumé.pdf'],
  ['報告 (最終).docx', '報告_(最終).docx'],
  ['👩🏽‍🚀.png', '👩🏽‍🚀.png'],
  ['\ud800.txt', 'txt'],
  ['trailing. . .', 'trailing'],
])('%j is kept as %j', (given, kept) => {
  expect(safeFileName(given)).toBe(kept)
})

test.each(['', '.', '..', '...', '/', 'folder/', '\u0000', '?', ' ', '._.'])('of %j no name is left', (given) => {
  expect(safeFileName(given)).toBeNull()
})

test('a long name loses its middle and keeps its endings, of an encrypted file both', () => {
  const name = safeFileName(`${'ü'.repeat(300)}.jpg.asc`)
  expect(name).toMatch(/^ü+\.jpg\.asc$/)
  expect(Buffer.byteLength(name ?? '')).toBe(200)
  expect(safeFileName('x'.repeat(1000))).toBe('x'.repeat(200))
})

test('whatever comes in, a name is one part of a path, and its own name', () => {
  const nasty = fc.string({
    unit: fc.oneof(fc.constantFrom('.', '/', '\\', 'meta-', '\0', ' ', '_'), fc.string({ unit: 'binary' })),
  })
  fc.assert(
    fc.property(nasty, (given) => {
      const name = safeFileName(given)
      if (name === null) return
      expect(name).not.toMatch(/^\.|^meta-|[/\\\p{Cc}\p{Surrogate}"%?#;]/iu)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      expect(encodeURIComponent(name)).not.toBe('')
      expect(safeFileName(name)).toBe(name)
    }),
    { numRuns: 200 },
  )
})

test.each(['5a3ef6cc-1f2f-4bd3-9bb1-0c4a3c2a9c11', 'X-1', '-uuid', 'a.b', '20261122T120000@web'])('%s is a transfer id', (id) => {
  expect(safeTransferId(id)).toBe(id)
})

test.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'a b', 'a\n', 'ü', 'a%2fb', 'x'.repeat(129)])('%j is none', (id) => {
  expect(safeTransferId(id)).toBeNull()
})
