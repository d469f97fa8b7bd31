import { expect, test } from 'vitest'
import { filePlace } from './file-place.ts'

const path = '/webrtcgateway/filetransfer/aGFzaA/aGFzaB/t1/cat.png'

test('a file is fetched from the gateway of the page, whatever it calls itself', () => {
  expect(filePlace({ id: 't1', url: `https://gateway.example:8443${path}` })).toEqual({ kind: 'gateway', path })
})

test.each([
  ['https://evil.example/cat.png', 'evil.example'],
  ['https://gateway.example/webrtcgateway/ws', 'gateway.example'],
  [`https://evil.example${path.replace('t1', 't2')}`, 'evil.example'],
  ['https://evil.example/webrtcgateway/filetransfer/../../t1/x', 'evil.example'],
])('%s is somewhere else, and said to be at %s', (url, host) => {
  expect(filePlace({ id: 't1', url })).toMatchObject({ kind: 'elsewhere', host })
})

test.each(['javascript:alert(1)', 'data:image/png;base64,AAAA', 'https://gateway.example@evil.example/', 'nonsense'])(
  'nothing is fetched from %s',
  (url) => {
    expect(filePlace({ id: 't1', url })).toBeNull()
  },
)
