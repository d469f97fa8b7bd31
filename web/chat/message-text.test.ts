import { expect, test } from 'vitest'
import { imageUrl, isForPeople, messageText } from './message-text.ts'

test('text is shown as it is, files by their name, and what cannot be read is said to be so', () => {
  expect(messageText({ contentType: 'text/plain; charset=utf-8', content: ' a <b>\n' })).toBe(' a <b>\n')
  const file = (content: string) => messageText({ contentType: 'application/sylk-file-transfer', content })
  expect([file('{"filename":"a.png"}'), file('[]'), file('no JSON')]).toEqual([
    'File: a.png',
    'File: without a name',
    'File: without a name',
  ])
  expect(messageText({ contentType: 'text/plain', content: '-----BEGIN PGP MESSAGE-----\n…' })).toMatch(/cannot read/)
})

test('only some types are for people, whatever case and parameters they come with', () => {
  expect(['Text/HTML;charset=utf-8', 'text/plain'].every(isForPeople)).toBe(true)
  expect(['text/pgp-public-key', 'message/imdn', 'application/sylk-message-metadata', ''].some(isForPeople)).toBe(false)
})

test('images are shown where they are of a type that is a picture and nothing else', () => {
  expect(imageUrl({ content: 'iVBORw0=', contentType: 'image/png' })).toBe('data:image/png;base64,iVBORw0=')
  expect(imageUrl({ content: 'PHN2Zz4=', contentType: 'image/svg+xml' })).toBeNull()
  expect(imageUrl({ content: '"><script>', contentType: 'image/png' })).toBeNull()
})
