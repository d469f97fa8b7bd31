import { expect, test } from 'vitest'
import { answerFor } from './requests.ts'

const FILES = ['', 'assets/index-1a2b.js', 'weft.svg']
const ask = (path: string, mode: RequestMode = 'cors', method = 'GET') =>
  answerFor({ url: `https://example.com${path}`, method, mode }, '/webrtcgateway/', FILES)

test.each(['', 'call/bob@example.com', 'conference/tea', 'chat/x', 'calls', 'rooms', 'settings'])(
  '/webrtcgateway/%s opens the page as it is kept',
  (path) => {
    expect(ask(`/webrtcgateway/${path}`, 'navigate')).toBe('page')
  },
)

test('the files of the page are kept, what the server says of itself is asked for anew', () => {
  expect(ask('/webrtcgateway/assets/index-1a2b.js')).toBe('file')
  expect(ask('/webrtcgateway/config.json')).toBe('place')
  expect(ask('/webrtcgateway/logo')).toBe('place')
})

test.each([
  '/webrtcgateway/filesharing/tea/1/secret.pdf',
  '/webrtcgateway/filetransfer/bob/alice/1/secret.pdf',
  '/webrtcgateway/messages/history/alice@example.com',
  '/webrtcgateway/assets/index-0000.js',
  '/conference/tea/screensharing',
  '/',
])('%s is nothing to keep, whoever asks for it', (path) => {
  expect(ask(path)).toBe('server')
  expect(ask(path, 'navigate')).toBe('server')
})

test('what is sent goes to the server', () => {
  expect(ask('/webrtcgateway/config.json', 'cors', 'POST')).toBe('server')
})
