import { type Arbitrary, array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from 'fast-check'
import { expect, test } from 'vitest'
import { bitrateOf } from '../../../server/src/core/room/bitrate-policy.ts'
import { RoomsUnderTest } from './rooms-under-test.ts'

const CLIENTS = 4
const ROOMS = ['one@conference.example.com', 'two@conference.example.com']

/** One thing that happens. Numbers choose among what there is at that moment, counting round. */
type Step =
  | { readonly do: 'join'; readonly client: number; readonly room: string }
  | { readonly do: 'leave' | 'drop'; readonly client: number }
  | { readonly do: 'take' | 'refuse'; readonly which: number }
  | { readonly do: 'answer' | 'media-up' | 'break' | 'offer' | 'break-feed'; readonly which: number }
  | { readonly do: 'attach' | 'detach' | 'speak' | 'hand' | 'expel'; readonly client: number; readonly which: number }
  | { readonly do: 'die' | 'pause' | 'flow' }

const client = nat({ max: CLIENTS - 1 })
const which = nat({ max: 7 })
const often = (step: Arbitrary<Step>, weight: number) => ({ arbitrary: step, weight })
const steps: Arbitrary<Step[]> = array(
  oneof(
    often(record({ do: constant('join'), client, room: constantFrom(...ROOMS) }), 6),
    often(record({ do: constant('take'), which }), 8),
    often(record({ do: constant('answer'), which }), 6),
    often(record({ do: constantFrom('pause', 'flow') }), 8),
    often(record({ do: constantFrom('attach', 'speak', 'hand'), client, which }), 4),
    often(record({ do: constantFrom('leave', 'drop'), client }), 2),
    often(record({ do: constantFrom('media-up', 'break', 'offer', 'break-feed'), which }), 2),
    often(record({ do: constant('refuse'), which }), 1),
    often(record({ do: constantFrom('detach', 'expel'), client, which }), 1),
    often(record({ do: constant('die') }), 1),
  ),
  { minLength: 20, maxLength: 120, size: 'max' },
)

test('[12.62][12.68][12.82] however joins, answers, leaves, drops and failures interleave, everybody knows everybody and nothing is left behind', async () => {
  await assert(
    asyncProperty(steps, async (happened) => {
      const world = new RoomsUnderTest(CLIENTS)
      for (const step of happened) await carryOut(world, step)
      await world.settle()
      expect(world.wrong).toEqual([])
      for (const room of ROOMS) expectAgreement(world, room)
      expectNothingLeft(world)
    }),
    { numRuns: 1_000 },
  )
})

async function carryOut(world: RoomsUnderTest, step: Step): Promise<void> {
  switch (step.do) {
    case 'join':
      return world.join(step.client, step.room)
    case 'leave':
      return world.leave(step.client)
    case 'drop':
      return world.drop(step.client)
    case 'take':
    case 'refuse':
      return world.media.settle(step.which, step.do)
    case 'answer':
    case 'media-up':
    case 'break':
      return world.tellPublication(step.which, step.do)
    case 'offer':
    case 'break-feed':
      return world.tellSubscription(step.which, step.do)
    case 'attach':
    case 'detach':
    case 'speak':
    case 'hand':
    case 'expel':
      return world.ask(step.do, step.client, step.which)
    case 'die':
      return world.die()
    case 'pause':
      return world.pause()
    case 'flow':
      return world.flow()
  }
}

/** Who came in and did not go is there, and nobody else; all of them see the same. */
function expectAgreement(world: RoomsUnderTest, room: string): void {
  const present = world.expectedIn(room)
  const views = present.map((session) => ({ session, view: world.view(session) }))
  const [first] = views
  for (const { session, view } of views) {
    expect({ session, state: view?.state, others: [...(view?.others ?? [])].toSorted() }).toEqual({
      ...{ session, state: 'present' },
      others: present.filter((other) => other !== session).toSorted(),
    })
    expect(view?.speakers).toEqual(first?.view?.speakers)
    expect(view?.hands).toEqual(first?.view?.hands)
  }
  const speakers = first?.view?.speakers ?? []
  const named = [...speakers, ...(first?.view?.hands ?? [])]
  expect(named.filter((session) => !present.includes(session))).toEqual([])
  const shares = { maxBitrate: world.maxBitrate, speakers, participants: present.length }
  for (const session of present) expect(world.publicationOf(session)?.bitrate).toBe(bitrateOf(session, shares))
}

/** The back end holds what somebody still uses, and nothing else. */
function expectNothingLeft(world: RoomsUnderTest): void {
  const inUse = ROOMS.flatMap((room) => world.inUse(room))
  expect(world.media.publications.map(({ request }) => request.display).toSorted()).toEqual(
    inUse.map((session) => `${session}@example.com`).toSorted(),
  )
  const feeds = new Set(world.media.publications.map(({ feed }) => feed))
  expect(world.media.subscriptions.filter(({ feed }) => !feeds.has(feed))).toEqual([])
  expect(world.media.rooms.size).toBe(ROOMS.filter((room) => world.inUse(room).length > 0).length)
}
