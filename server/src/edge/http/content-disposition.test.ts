import { expect, test } from 'vitest'
import { attachmentOf, dispositionOf } from './content-disposition.ts'

test.each([
  ['a.png', 'image/png', 'inline;filename="a.png"'],
  ['a.JPG', 'image/jpeg', 'inline;filename="a.JPG"'],
  ['a.mp4', 'video/mp4', 'inline;filename="a.mp4"'],
  ['a.html', 'application/octet-stream', 'attachment;filename="a.html"'],
  ['a.svg', 'application/octet-stream', 'attachment;filename="a.svg"'],
  ['a.png.asc', 'application/octet-stream', 'attachment;filename="a.png.asc"'],
  ['png', 'application/octet-stream', 'attachment;filename="png"'],
  ["é'(1).png", 'image/png', `inline;filename="_'(1).png"; filename*=UTF-8''%C3%A9%27%281%29.png`],
])('%s', (name, type, disposition) => {
  expect(dispositionOf(name)).toEqual({ type, disposition })
})

test('what is always for saving has no other type than that', () => {
  expect(attachmentOf('a.png')).toEqual({ type: 'application/octet-stream', disposition: 'attachment;filename="a.png"' })
})
