import { expect, test } from 'vitest'
import { traceText } from './trace.ts'

test('a trace shows who asks what, and no password, token, text or media key', () => {
  const text = traceText({
    sylkrtc: 'session-create',
    account: 'alice@example.com',
    password: 'secret-1',
    token: 'secret-2',
    content: 'secret-3',
    sdp: 'v=0\r\na=ice-ufrag:u\r\na=ice-pwd:secret-4\r\na=crypto:1 AES inline:secret-5\r\n',
  })
  expect(text).toContain('alice@example.com')
  expect(text).toContain('a=ice-ufrag:u')
  expect(text).not.toContain('secret')
})
