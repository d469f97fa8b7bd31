import { parseDescription } from '@weft/protocols/sdp/session-description'
import { expect, test } from 'vitest'
import { ChatHouse, ROOM } from '../../../../test/scenarios/support/chat-house.ts'
import { CallMedia } from './call-media.ts'
import { CpimPrinter } from './cpim-printer.ts'
import type { FileVerdict } from './file-door.ts'
import { judgeOffer } from './offer-decision.ts'

const OFFER = parseDescription(
  [
    ...['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=message 2855 TCP/MSRP *'],
    ...['a=path:msrp://192.0.2.1:2855/s;tcp', 'a=sendonly', 'a=accept-types:*', 'a=file-selector:name:"a.txt" size:3'],
  ].join('\r\n'),
)

test('a file whose offer was withdrawn meanwhile takes nobody’s place', async () => {
  const { rooms, clock, log } = new ChatHouse()
  const opening: ((verdict: FileVerdict) => void)[] = []
  const closed: string[] = []
  const media = new CallMedia(
    { room: ROOM, party: { uri: 'alice@x.test', displayName: '' }, contact: 'sip:alice@x.test', invitedBy: null },
    {
      ...{ rooms, log, clock, random: { id: () => '0123456789abcdef' }, printer: new CpimPrinter(clock, log) },
      ...{ sessions: { serves: () => true, open: () => null }, mostBytes: 1000, prefersActive: false },
      volume: { burst: 1000, steady: 1000 },
      files: { open: () => new Promise((resolve) => opening.push(resolve)) },
    },
    () => {},
  )
  const offered = judgeOffer(OFFER, ['TCP/MSRP'])
  if (!offered.accept) throw new Error('nothing is offered')
  const [first, second] = [media.open(offered.streams), media.open(offered.streams)]
  const verdict = (name: string): FileVerdict => {
    const answered = { media: 'message', port: 2855, ports: null, protocol: 'TCP/MSRP', formats: ['*'], lines: [] }
    return { taken: true, media: answered, host: '127.0.0.1', stream: { start: () => {}, close: () => closed.push(name) } }
  }
  opening[1]?.(verdict('second'))
  await second
  opening[0]?.(verdict('first'))
  media.discard((await first).opened)
  expect(closed).toEqual(['first'])
  expect(media.isEmpty).toBe(false)
  media.close()
  expect(closed).toEqual(['first', 'second'])
})
