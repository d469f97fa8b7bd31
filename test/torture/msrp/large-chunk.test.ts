import { MsrpFraming } from '@weft/protocols/msrp/framing'
import { parsePath } from '@weft/protocols/msrp/path'
import { REASSEMBLY_LIMITS } from '@weft/protocols/msrp/reassembly'
import { MsrpReceiver } from '@weft/protocols/msrp/receiver'
import { parseMsrpUri } from '@weft/protocols/msrp/uri'
import { expect, test } from 'vitest'

const own = parseMsrpUri('msrp://b.example:1/bob;tcp')
const peer = parsePath('msrp://a.example:2/alice;tcp')
if (!own || !peer) throw new Error('the test has no paths')
const ends = { own, peer, ids: () => 'fresh', accepts: () => true }
const GIGABYTE = 2 ** 30
const MOST = 32 * 1024 * 1024
const encode = (text: string) => new TextEncoder().encode(text)
const head = (range: string) =>
  encode(
    `MSRP a1b2 SEND\r\nTo-Path: msrp://b.example:1/bob;tcp\r\nFrom-Path: msrp://a.example:2/alice;tcp\r\nMessage-ID: m1\r\nByte-Range: ${range}\r\nContent-Type: a/b\r\n\r\n`,
  )
const held = () => process.memoryUsage().arrayBuffers

/** What is told of a chunk of 1 GiB in pieces of 64 KiB, but for the bytes themselves; how many of these came; and the most memory that bodies took. */
function receiveGigabyte(receiver: MsrpReceiver, range: string): { told: string[]; bytes: number; memory: number } {
  const framing = new MsrpFraming()
  const piece = new Uint8Array(65_536).fill(0x2d)
  const told: string[] = []
  let bytes = 0
  const before = held()
  let memory = 0
  const push = (data: Uint8Array) => {
    for (const event of framing.push(data)) {
      if (event.kind === 'error') throw event.error
      for (const effect of receiver.step(event, 0)) {
        if (effect.do === 'bytes') bytes += effect.bytes.length
        else told.push(effect.do === 'send' && effect.head.kind === 'response' ? String(effect.head.status) : effect.do)
      }
    }
  }
  push(head(range))
  for (let sent = 0; sent < GIGABYTE; sent += piece.length) {
    push(piece)
    if (sent % (16 * 1024 * 1024) === 0) memory = Math.max(memory, held() - before)
  }
  push(encode('\r\n-------a1b2$\r\n'))
  return { told, bytes, memory }
}

test('a chunk of a gigabyte is passed on, and never held', () => {
  const receiver = new MsrpReceiver({ ...ends, bodies: 'passing', limits: { ...REASSEMBLY_LIMITS, message: GIGABYTE } })
  const { told, bytes, memory } = receiveGigabyte(receiver, `1-*/${GIGABYTE}`)
  expect(told).toEqual(['200', 'chunk'])
  expect(bytes).toBe(GIGABYTE)
  expect(memory).toBeLessThan(MOST)
})

test.each([`1-*/${GIGABYTE}`, '1-*/*', '1-*/5', `${GIGABYTE}-*/*`])(
  '[P14] a gigabyte of chat with Byte-Range %s is refused once, and what came of it forgotten',
  (range) => {
    const receiver = new MsrpReceiver({ ...ends, bodies: 'whole' })
    const { told, memory } = receiveGigabyte(receiver, range)
    expect(told).toEqual(['413', 'note'])
    expect(memory).toBeLessThan(MOST)
    expect(receiver.nextWake).toBeNull()
  },
)
