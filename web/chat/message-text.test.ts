import { expect, test } from 'vitest'
import { imageUrl, messageContent, messageText } from './message-text.ts'

test('text is shown as it is, files by their name, and what cannot be read is said to be so', () => {
  expect(messageText({ contentType: 'text/plain; charset=utf-8', content: ' a <b>\n' })).toBe(' a <b>\n')
  const file = (content: string) => messageText({ contentType: 'application/sylk-file-transfer', content })
  const told = '{"filename":"a.png","transfer_id":"t1","url":"https://gateway.example/a.png"}'
  expect([file(told), file('[]'), file('no JSON')]).toEqual(['File: a.png', 'File: without a name', 'File: without a name'])
  expect(messageText({ contentType: 'text/plain', content: '-----BEGIN PGP MESSAGE-----\n…' })).toMatch(/cannot read/)
  const locked = { contentType: 'text/plain', content: '…', protection: { kind: 'unreadable', reason: 'damaged' } } as const
  expect(messageText(locked)).toMatch(/damaged/)
})

test('messages of other types, and those that say nothing, are said to be so', () => {
  expect(messageText({ contentType: 'application/x-whatever', content: '<b>' })).toMatch(/cannot show/)
  expect(messageText({ contentType: 'image/svg+xml', content: 'PHN2Zz4=' })).toMatch(/cannot show/)
  expect(messageText({ contentType: 'text/plain', content: ' \n' })).toBe('An empty message.')
})

test('images are shown where they are of a type that is a picture and nothing else', () => {
  expect(imageUrl({ content: 'iVBORw0=', contentType: 'image/png' })).toBe('data:image/png;base64,iVBORw0=')
  expect(imageUrl({ content: 'PHN2Zz4=', contentType: 'image/svg+xml' })).toBeNull()
  expect(imageUrl({ content: '"><script>', contentType: 'image/png' })).toBeNull()
  expect(messageContent({ content: 'iVBORw0=', contentType: 'image/png' })).toMatchObject({ kind: 'picture' })
})
