import { MsrpFraming } from '@weft/protocols/msrp/framing'
import { parsePath } from '@weft/protocols/msrp/path'
import { printWithoutBody } from '@weft/protocols/msrp/print'
import { MsrpReceiver, type ReceiverEffect } from '@weft/protocols/msrp/receiver'
import { statusOf } from '@weft/protocols/msrp/status'
import { parseMsrpUri } from '@weft/protocols/msrp/uri'
import { expect, test } from 'vitest'
import { mutate } from '../../fuzz/mutation.ts'
import { SeededRandom } from '../../fuzz/seeded-random.ts'

const MUTATIONS = 100_000
/** ms; one mutation comes in each. */
const SECOND = 1000
const encode = (text: string) => new TextEncoder().encode(text)
const peer = parsePath('msrp://a.example:2/alice;tcp')

function receiverFor(session: string): MsrpReceiver {
  const own = parseMsrpUri(`msrp://b.example:1/${session};tcp`)
  if (!own || !peer) throw new Error('the test has no paths')
  return new MsrpReceiver({ own, peer, ids: () => 'fresh', accepts: () => true, bodies: 'whole' })
}

const chunk = (session: string, range: string, body: string, flag: string) =>
  encode(
    `MSRP a1b2 SEND\r\nTo-Path: msrp://b.example:1/${session};tcp\r\nFrom-Path: msrp://a.example:2/alice;tcp\r\nMessage-ID: m1\r\n` +
      `Byte-Range: ${range}\r\nSuccess-Report: yes\r\nContent-Type: message/cpim\r\n\r\n${body}\r\n-------a1b2${flag}\r\n`,
  )
const good = ['one', 'two'].flatMap((session) => [
  chunk(session, '1-*/6', 'abc', '+'),
  chunk(session, '4-6/6', 'def', '$'),
  chunk(session, '1-3/3', 'ghi', '#'),
  chunk(session, '1-3/3', 'jkl', '$'),
])
const words = ['\r\n', '-------a1b2$\r\n', 'SEND', 'REPORT', '1-*/*', '99999999999', 'msrp://b.example:1/one;tcp', 'm2'].map(
  encode,
)

/** Messages that a session is given; all it sends can be printed. */
function messagesFor(receiver: MsrpReceiver, bytes: Uint8Array, now: number): number {
  let messages = 0
  const obey = (effects: readonly ReceiverEffect[]) => {
    for (const effect of effects) {
      if (effect.do === 'send') expect(printWithoutBody(effect.head).length).toBeGreaterThan(20)
      else if (effect.do === 'message') {
        messages++
        obey(receiver.judge(effect.message, statusOf(200)))
      }
    }
  }
  for (const event of new MsrpFraming().push(bytes)) if (event.kind !== 'error') obey(receiver.step(event, now))
  obey(receiver.wake(now))
  return messages
}

test(`[P22] ${MUTATIONS} mutations of chunks: none is thrown over, reaches two sessions, or leaves something behind`, () => {
  const random = new SeededRandom(20_260_717)
  const [one, two] = [receiverFor('one'), receiverFor('two')]
  let messages = 0
  for (let count = 0; count < MUTATIONS; count++) {
    const mutated = mutate(random.pick(good), random.pick(good), words, random)
    const given = [one, two].map((receiver) => messagesFor(receiver, mutated, count * SECOND))
    // A mutation may join two chunks, of which each reaches the session that it is for.
    const text = new TextDecoder('latin1').decode(mutated)
    for (const [index, session] of ['one', 'two'].entries()) if (!text.includes(`/${session};`)) expect(given[index]).toBe(0)
    messages += given.reduce((sum, some) => sum + some)
  }
  expect(messages).toBeGreaterThan(1000)
  for (const receiver of [one, two]) {
    receiver.wake((MUTATIONS + 60) * SECOND)
    expect(receiver.nextWake).toBeNull()
  }
}, 120_000)
