import { expect, test } from 'vitest'
import { turnCredentials } from './turn-credentials.ts'

// The credential is what `printf %s 1433895918:weft | openssl dgst -sha1 -hmac north -binary | base64` prints.
test('the name says until when, the credential is its HMAC-SHA1 in Base64', () => {
  expect(turnCredentials('north', 1_433_895_918_999, 'weft')).toEqual({
    username: '1433895918:weft',
    credential: '9zQOy9eY2CDPtCskUzErgKS3ifc=',
  })
})
