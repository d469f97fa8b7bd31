// Weft's SIP edge with an application that takes every call at once and keeps nothing of it. `node answering-calls.ts`; its first line says the UDP port.
import { startEdge } from '../../scenarios/support/sip-edge.ts'

const DESCRIPTION = new TextEncoder().encode(
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=weft\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n',
)
const MANY = 1_000_000

const { udp } = await startEdge(
  [
    {
      name: 'conference',
      methods: [],
      answer: async () => ({ status: 405 }),
      called({ session }) {
        session.answer(DESCRIPTION)
        return () => {}
      },
    },
  ],
  { mostTransactions: MANY, sessions: { most: MANY, mostPerPeer: MANY, mostUnacknowledged: MANY } },
)
console.log(`UDP port ${udp}`)
