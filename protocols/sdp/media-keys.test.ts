import { expect, test } from 'vitest'
import { withoutMediaKeys } from './media-keys.ts'

test('keys of SRTP and ICE are hidden, all else stays', () => {
  const crypto = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR'
  expect(withoutMediaKeys(`v=0\r\na=ice-ufrag:u\r\na=ice-pwd:secret\r\n${crypto}\r\nm=audio 9 RTP/AVP 8\r\n`)).toBe(
    'v=0\r\na=ice-ufrag:u\r\na=ice-pwd:***\r\na=crypto:***\r\nm=audio 9 RTP/AVP 8\r\n',
  )
})
