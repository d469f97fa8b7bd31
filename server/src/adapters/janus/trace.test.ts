import { expect, test } from 'vitest'
import { withoutSecrets } from './trace.ts'

test('secrets, push tokens and what people write are hidden at any depth, the rest is shown', () => {
  const message = {
    janus: 'message',
    apisecret: 'hush',
    body: {
      request: 'register',
      username: 'sip:a@b.test',
      ha1_secret: 'hush',
      contact_params: { 'pn-tok': 'hush', 'pn-app': 'io.weft' },
    },
    jsep: { type: 'offer', sdp: 'v=0\r\na=ice-pwd:hush\r\na=crypto:1 X inline:hush\r\nm=audio 9 RTP/AVP 0\r\n' },
    plugindata: { data: { result: { event: 'message', content: 'hush' } } },
  }
  const shown = withoutSecrets(JSON.stringify(message))
  expect(shown).not.toContain('hush')
  expect(JSON.parse(shown)).toMatchObject({
    apisecret: '***',
    body: { username: 'sip:a@b.test', ha1_secret: '***', contact_params: { 'pn-tok': '***', 'pn-app': '***' } },
    jsep: { sdp: 'v=0\r\na=ice-pwd:***\r\na=crypto:***\r\nm=audio 9 RTP/AVP 0\r\n' },
    plugindata: { data: { result: { event: 'message', content: '***' } } },
  })
})

test('what is no JSON is not shown at all', () => {
  expect(withoutSecrets('apisecret=hush')).toBe('(14 characters that are not JSON)')
})
