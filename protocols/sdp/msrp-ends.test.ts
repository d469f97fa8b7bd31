import { expect, test } from 'vitest'
import { ownMsrp, peerEnd } from './msrp-ends.ts'
import { judgeChat } from './msrp-offer.ts'
import { SdpError } from './sdp-error.ts'
import { parseDescription } from './session-description.ts'

const FINGERPRINT = { hash: 'sha-256', value: 'AB:CD' }

function peer(...more: readonly string[]) {
  const offer = parseDescription(
    [
      ...['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=message 7777 TCP/MSRP *'],
      ...['a=path:msrp://relay.test:2855/r;tcp msrp://192.0.2.9:1234/s;tcp', 'a=accept-types:*', ...more],
    ].join('\r\n'),
  )
  const [media] = offer.media
  const verdict = media && judgeChat(offer, media, ['TCP/MSRP'])
  if (!verdict?.accept) throw new Error('that is no chat')
  return verdict.msrp
}

test('what we say of ourselves is our path, and the fingerprint where there is one', () => {
  const own = ownMsrp({ path: 'msrps://192.0.2.1:2856/abc;tcp', fingerprint: FINGERPRINT }, 1000, false)
  expect(own).toMatchObject({ maxSize: 1000, fingerprints: [FINGERPRINT], prefersActive: false })
  expect(own.path.map(({ host, sessionId }) => [host, sessionId])).toEqual([['192.0.2.1', 'abc']])
  expect(() => ownMsrp({ path: 'nowhere', fingerprint: null }, 1000, false)).toThrow(SdpError)
})

test('[C20] a peer behind a relay is reached by all of its path', () => {
  expect(peerEnd(peer('a=msrp-cema'), true)).toEqual({
    path: 'msrp://relay.test:2855/r;tcp msrp://192.0.2.9:1234/s;tcp',
    ...{ weConnect: true, fingerprints: [], cema: null },
  })
})

test('what is said of certificates, as of those of calls beside the chat, is nothing to a peer without TLS', () => {
  expect(peerEnd(peer('a=fingerprint:sha-256 AB:CD'), false)).toMatchObject({ fingerprints: [] })
})
