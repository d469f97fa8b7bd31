import { parseMessage } from '@weft/protocols/sip/parse-message'
import { expect, test } from 'vitest'
import type { SipEdge } from '../../server/src/edge/sip/sip-edge.ts'
import type { Channel } from '../../server/src/edge/sip/transport/channel.ts'
import { SeededRandom } from '../fuzz/seeded-random.ts'
import { target } from '../fuzz/targets/sip-message.ts'
import { startEdge, Toy } from '../scenarios/support/sip-edge.ts'
import { Switchboard } from '../scenarios/support/switchboard.ts'
import { mutatedInvites } from './mutated-invite.ts'

const COUNT = 30_000
const SOURCE = { transport: 'udp', address: '127.0.0.1', port: 5070 } as const
const ALL = ['INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER']

/** What the edge sends for these bytes at once; it has to be SIP. */
function answersTo(edge: SipEdge, bytes: Uint8Array): (number | string)[] {
  const answers: (number | string)[] = []
  const channel: Channel = {
    transport: 'udp',
    isOpen: true,
    send(sent) {
      const message = parseMessage(sent)
      answers.push(message.kind === 'response' ? message.status : message.method)
    },
  }
  edge.message(bytes, SOURCE, channel)
  return answers
}

async function withEdge(run: (edge: SipEdge) => void): Promise<void> {
  const silent = () => new Promise<never>(() => {})
  const { edge } = await startEdge([new Switchboard(), new Toy('echo', ALL, silent)], { mostTransactions: 100 })
  try {
    run(edge)
  } finally {
    edge.stop()
  }
}

test('the edge answers the torture messages, or is silent, and stays on its feet', async () => {
  await withEdge((edge) => {
    for (const bytes of target.seeds) {
      const answers = answersTo(edge, bytes)
      expect(answers.length).toBeLessThanOrEqual(1)
      for (const answer of answers) expect(answer).toBeTypeOf('number')
    }
  })
})

test(`${COUNT} mutated INVITEs, some of them cut, get one final answer at most`, async () => {
  await withEdge((edge) => {
    const random = new SeededRandom(7)
    const statuses = new Set<number | string>()
    let count = 0
    for (const bytes of mutatedInvites(random)) {
      if (++count > COUNT) break
      const cut = count % 10 === 0 ? bytes.subarray(0, Math.floor(bytes.length * ((count % 97) / 97))) : bytes
      const answers = answersTo(edge, cut)
      if (answers.length > 1) throw new Error(`answered ${answers.join(' and ')}`)
      for (const answer of answers) statuses.add(answer)
    }
    expect(edge.transactions).toBeLessThanOrEqual(100)
    expect([...statuses]).toEqual(expect.arrayContaining([400, 405, 505, 513]))
  })
})
