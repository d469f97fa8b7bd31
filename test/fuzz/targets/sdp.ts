import { deepStrictEqual } from 'node:assert'
import { judgeAnswer, judgeReoffer } from '@weft/protocols/sdp/changed-media'
import { printMsrpMedia, readMsrpMedia } from '@weft/protocols/sdp/msrp-media'
import { chatAnswer, destinationOf, judgeChat, judgeFile } from '@weft/protocols/sdp/msrp-offer'
import { answerTo, offerOf } from '@weft/protocols/sdp/own-description'
import { SdpError } from '@weft/protocols/sdp/sdp-error'
import { isOnHold } from '@weft/protocols/sdp/section'
import { parseDescription, printDescription, SDP_LIMITS, type SessionDescription } from '@weft/protocols/sdp/session-description'

const HEAD = ['v=0', 'o=- 3724394400 3724394405 IN IP4 198.51.100.1', 's=Blink 5.0.0 (Linux)', 'c=IN IP4 198.51.100.1', 't=0 0']
const CHAT = [
  'm=message 2855 TCP/TLS/MSRP *',
  'a=path:msrps://198.51.100.1:2855/2dc6c9b2fc4f7c4e1a0b;tcp',
  'a=accept-types:message/cpim text/* image/* application/im-iscomposing+xml',
  'a=accept-wrapped-types:*',
  'a=setup:actpass',
  'a=chatroom:nickname private-messages com.ag-projects.screen-sharing',
  'a=max-size:10485760',
  'a=fingerprint:sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB',
  'a=msrp-cema',
]
const FILE = [
  'm=message 9 TCP/MSRP *',
  'c=IN IP6 2001:db8::1',
  'a=sendonly',
  'a=path:msrp://relay.example.com:9000/r;tcp msrp://[2001:db8::1]:2855/a1;tcp',
  'a=accept-types:*',
  'a=file-selector:name:"My%20\\"photo.jpg" type:image/jpeg size:4092 hash:sha1:72:24:5F:E8:65:3D:DA:F3:71:36:2F:86:D4:71:91:3E:E4:A2:CE:2E',
  'a=x-file-offset',
  'a=file-transfer-id:vBnG916bdberum2fF',
  'a=file-disposition:attachment',
  'a=file-range:1-*',
]
const AUDIO = ['m=audio 5004/2 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'a=inactive', 'm=video 0 RTP/AVP 31']
const seeds = [
  [...HEAD, ...CHAT],
  [...HEAD, ...FILE],
  [...HEAD, ...AUDIO, ...CHAT, ...FILE],
]

export const target = {
  name: 'sdp',
  seeds: seeds.map((lines) => new TextEncoder().encode(`${lines.join('\r\n')}\r\n`)),
  dictionary: [
    '\r\nm=message 1 TCP/MSRP *\r\n',
    '\r\na=',
    '\nc=IN IP4 0.0.0.0\n',
    'a=setup:passive',
    'a=file-selector:',
    'name:"',
    '" size:',
    'hash:sha-256:',
    '%0D%0A',
    '%',
    'msrp://',
    ';tcp',
    ' msrps://',
    '*/*',
    '\u0000',
    '\r',
    '65536',
    '18446744073709551616',
  ],

  /** Throws when reading throws anything but SdpError, or when what was read, or is answered to it, prints as something else. */
  run(input: Uint8Array): void {
    let description: SessionDescription
    try {
      description = parseDescription(input)
    } catch (error) {
      if (error instanceof SdpError) return
      throw error
    }
    readBack(description)
    const answered = description.media.map((media) => {
      isOnHold(description, media)
      judgeFile(description, media, ['TCP/MSRP'])
      const reading = readMsrpMedia(description, media)
      if (!reading.usable) return null
      const { msrp } = reading
      destinationOf(msrp)
      const printed = {
        ...description,
        media: [{ ...printMsrpMedia(msrp), lines: [...connectionsOf(media), ...printMsrpMedia(msrp).lines] }],
      }
      const [again] = printed.media
      deepStrictEqual(again && readMsrpMedia({ ...printed, lines: connectionsOf(description) }, again), reading)
      const chat = judgeChat(description, media, ['TCP/TLS/MSRP', 'TCP/MSRP'])
      const own = { path: msrp.path, maxSize: 1, fingerprints: [], prefersActive: true }
      return chat.accept ? printMsrpMedia(chatAnswer(chat.msrp, own, ['nickname'])) : null
    })
    const session = { id: '1', address: '198.51.100.2', previous: null }
    const answer = answerTo(description, answered, session)
    readBack(answer)
    deepStrictEqual(judgeAnswer(description, answer), { accept: true })
    deepStrictEqual(judgeReoffer(answer, description).accept, true)
    deepStrictEqual(judgeReoffer(description, offerOf([], { ...session, previous: description })).accept, true)
  },
}

function connectionsOf({ lines }: Pick<SessionDescription, 'lines'>): SessionDescription['lines'] {
  return lines.filter(({ type }) => type === 'c')
}

function readBack(description: SessionDescription): void {
  const printed = printDescription(description)
  // With CRLF where there was LF alone, and the lines of an answer, it may be more than anybody reads.
  if (printed.length <= SDP_LIMITS.length) deepStrictEqual(parseDescription(printed), description)
}
