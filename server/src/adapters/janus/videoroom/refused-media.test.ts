import { expect, test } from 'vitest'
import { browserSdp, mediaOf } from '../../../../../test/contract/sdp.ts'
import { withoutMedia } from './refused-media.ts'

const OFFER = browserSdp({
  type: 'offer',
  media: [
    { kind: 'audio', mid: '0', direction: 'sendonly' },
    { kind: 'video', mid: '1', direction: 'sendrecv' },
    { kind: 'video', mid: '2', direction: 'sendonly' },
  ],
})

test('all media of a kind are switched off, and nothing else is changed', () => {
  const offer = withoutMedia(OFFER, ['video'])
  expect(mediaOf(offer).map(({ direction }) => direction)).toEqual(['sendonly', 'inactive', 'inactive'])
  expect(offer.split('\r\n')).toHaveLength(OFFER.split('\r\n').length)
  expect(withoutMedia(OFFER, [])).toBe(OFFER)
})

test('media that do not say their direction, as then they go both ways, are switched off', () => {
  const silent = 'v=0\r\na=sendrecv\r\nm=audio 9 RTP/AVP 0\r\nm=video 9 RTP/AVP 96\r\n'
  expect(withoutMedia(silent, ['audio'])).toBe(
    'v=0\r\na=sendrecv\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\nm=video 9 RTP/AVP 96\r\n',
  )
  expect(withoutMedia('v=0\nm=video 9 RTP/AVP 96', ['video'])).toBe('v=0\nm=video 9 RTP/AVP 96\r\na=inactive\r\n')
})

test.each([
  'm=VIDEO 9 RTP/AVP 96\r\na=SendOnly\r\n',
  'm= video 9 RTP/AVP 96\r\na=sendonly\r\n',
  'm=video\t9 RTP/AVP 96\na=inactive\na=SENDRECV\n',
  'm=video 9 RTP/AVP 96\r\na=sendonly',
])('media are switched off however Janus can be told of them: %j', (section) => {
  const offer = withoutMedia(`v=0\r\n${section}`, ['video'])
  expect(offer.match(/^a=(?:sendrecv|sendonly|recvonly|inactive)/gim)).toEqual(['a=inactive'])
})

test('what is no description stays what it is', () => {
  expect(withoutMedia('rubbish', ['audio', 'video'])).toBe('rubbish')
})
