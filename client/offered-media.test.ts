import { expect, test } from 'vitest'
import { offeredMedia } from './offered-media.ts'

const head = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0']
const sdp = (...lines: string[]): string => [...head, ...lines, ''].join('\r\n')

test('audio and video count where they are offered both ways or to be sent', () => {
  expect(offeredMedia(sdp('m=audio 40000 UDP/TLS/RTP/SAVPF 111', 'm=video 40002 UDP/TLS/RTP/SAVPF 96', 'a=sendonly'))).toEqual({
    audio: true,
    video: true,
  })
})

test('a medium with port 0 is not offered', () => {
  expect(offeredMedia(sdp('m=audio 40000 RTP/AVP 0', 'm=video 0 RTP/AVP 96'))).toEqual({ audio: true, video: false })
})

test('a medium that is only to be received does not count, and its direction is its own', () => {
  expect(offeredMedia(sdp('m=video 40002 RTP/AVP 96', 'a=recvonly', 'm=audio 40000 RTP/AVP 0', 'a=sendrecv'))).toEqual({
    audio: true,
    video: false,
  })
})

test('a direction of the whole session holds for media that give none', () => {
  expect(offeredMedia(sdp('a=inactive', 'm=audio 40000 RTP/AVP 0', 'm=video 40002 RTP/AVP 96', 'a=sendrecv'))).toEqual({
    audio: false,
    video: true,
  })
})

test('text that is no SDP offers nothing', () => {
  expect(offeredMedia('hello')).toEqual({ audio: false, video: false })
  expect(offeredMedia('m=')).toEqual({ audio: false, video: false })
})
