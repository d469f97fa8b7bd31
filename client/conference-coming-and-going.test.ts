import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Account } from './account.ts'
import { Conference } from './conference.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeSdp, fakeStream } from './fake-media.ts'

const PEOPLE = ['own', 'a', 'b', 'c', 'd'] as const

const people = fc.uniqueArray(fc.constantFrom(...PEOPLE), { minLength: 1 })
const step = fc.oneof(
  fc.record({ event: fc.constantFrom('initial-publishers', 'publishers-joined', 'publishers-left'), people }),
  // Offers for whatever was asked for so far: the same again, those of people who have left meanwhile, and those that nobody asked for.
  fc.record({ event: fc.constant('feed-attached' as const), feed: fc.nat({ max: 12 }) }),
)

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('however people come and go, everybody who is there is a participant, asked for once for each time they came, and given back once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const gateway = new FakeGateway()
      const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
      connection.connect()
      gateway.greet()
      const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
      const conference = new Conference(account, 'tea@example.com', fakeStream('audio'))
      const present = new Set<string>()
      let arrivals = 0
      let departures = 0
      for (const { event, ...rest } of steps) {
        const say = (fields: object) => gateway.say({ sylkrtc: 'videoroom-event', session: conference.id, event, ...fields })
        if ('feed' in rest) {
          say({ feed: `session-${rest.feed}`, sdp: fakeSdp('offer', 'audio') })
          continue
        }
        const ids = rest.people.map((id) => (id === 'own' ? conference.id : id))
        if (event === 'publishers-left') say({ publishers: ids })
        else say({ publishers: ids.map((id) => ({ id, uri: `${id}@example.com`, display_name: '' })) })
        for (const id of ids.filter((known) => known !== conference.id)) {
          if (event === 'publishers-left') departures += Number(present.delete(id))
          else if (!present.has(id)) {
            present.add(id)
            arrivals++
          }
        }
        await settled()
        expect(conference.participants.map(({ id }) => id).sort()).toEqual([...present].sort())
      }
      await settled()
      const sent = (name: string) => gateway.names.filter((request) => request === name).length
      expect([sent('videoroom-feed-attach'), sent('videoroom-feed-detach')]).toEqual([arrivals, departures])
      conference.leave()
      expect(gateway.peers.every(({ signalingState }) => signalingState === 'closed')).toBe(true)
      connection.close()
    }),
    { numRuns: 200 },
  )
})
