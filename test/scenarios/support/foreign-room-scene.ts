import { afterEach, expect } from 'vitest'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { ForeignRooms } from '../../../server/src/applications/xmpp/muc/foreign-rooms.ts'
import { XmppRoomDoor } from '../../../server/src/applications/xmpp/muc/room-door.ts'
import { RoomInvitations } from '../../../server/src/applications/xmpp/muc/room-invitations.ts'
import { XmppRooms } from '../../../server/src/applications/xmpp/muc/xmpp-rooms.ts'
import { Questions } from '../../../server/src/applications/xmpp/questions.ts'
import type { Addressed } from '../../../server/src/applications/xmpp/stanza-handlers.ts'
import { XmppGateway } from '../../../server/src/applications/xmpp/xmpp-gateway.ts'
import type { ChatPhone } from './chat-phone.ts'
import { ConferenceHouse } from './conference-house.ts'
import { comes, isRoom, isSelf, isThere, NO_HISTORY, ROOM, subject } from './foreign-room-play.ts'
import { StillClock } from './still-clock.ts'
import { XmppStage } from './xmpp-stage.ts'

/** To be called once, where a file begins. */
export function foreignRoomScenes() {
  const endings: (() => void)[] = []
  afterEach(() => {
    for (const end of endings.splice(0).reverse()) end()
  })
  const endsWith = (end: () => void) => void endings.push(end)
  const openWorld = async (joinable: readonly string[] = ['chat.shakespeare.lit']) => {
    const world = await worldWith(joinable)
    endsWith(() => world.house.close())
    return world
  }
  const withRomeo = async (options: Entry = {}) => {
    const world = await openWorld()
    return { ...world, romeo: await comesIn(world, 'romeo', 'Romeo', options) }
  }
  return {
    endsWith,
    openWorld,
    withRomeo,
    /** Both in the room, who have heard of each other. */
    async withJulietToo() {
      const world = await withRomeo()
      const juliet = await comesIn(world, 'juliet', 'Juliet', { history: NO_HISTORY })
      await world.stage.play(isThere('Juliet', 'romeo'))
      expect((await world.romeo.hear()).content).toBe('Juliet <juliet@sip.test> has joined the room with chat')
      return { ...world, juliet }
    },
  }
}

interface Entry {
  /** What is asked for of what was said before. */
  readonly history?: string
  /** Lines of what is told of that. */
  readonly before?: string
}

/** Clients of sip.test, and an XMPP server of shakespeare.lit with its rooms. */
async function worldWith(joinable: readonly string[]) {
  const stage = new XmppStage()
  const clock = new StillClock()
  const messages: Addressed[] = []
  const common = { router: stage, clock, random: systemRandom }
  const questions = new Questions(common)
  const isOurs = (domain: string) => domain === 'sip.test'
  const made: ForeignRooms[] = []
  const house = await ConferenceHouse.open({
    house: (chatrooms, log) => {
      const rooms = new ForeignRooms({ ...common, chatrooms, log, questions, isOurs, domains: new Set(joinable) })
      made.push(rooms)
      return rooms
    },
  })
  const [foreign] = made
  if (!foreign) throw new Error('no rooms of others')
  const chat = { message: (message: Addressed) => void messages.push(message) }
  const invitations = new RoomInvitations({ ...common, isOnSip: isOurs, callIn: () => {} })
  const rooms = new XmppRooms({ ...common, log: house.log, chatrooms: house.rooms, invitations })
  stage.use(
    new XmppGateway({
      domains: { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) },
      service: { software: { name: 'Weft', version: 'test' }, roomsOf: () => 'conference.sip.test' },
      ...{ router: stage, log: house.log, questions },
      chat: { ...chat, sipMessage: async () => ({ status: 405 }), called: () => () => {} },
      presence: { presence: () => {}, subscribed: async () => ({ taken: false, answer: { status: 489 } }) },
      rooms: new XmppRoomDoor({ rooms, foreign, chat }),
    }),
  )
  return { house, stage, clock, foreign, messages }
}

/** Somebody of ours calls the room, which lets him in with two witches in it; he has been told what newcomers are. */
async function comesIn(
  { house, stage }: Awaited<ReturnType<typeof worldWith>>,
  user: string,
  name: string,
  { history = '', before = '' }: Entry = {},
): Promise<ChatPhone> {
  const phone = await house.phone(user, { domain: 'sip.test', name })
  await phone.ring(ROOM)
  await stage.play(`
    ${isRoom(user)}
    ${comes(user, name, history)}
    ${isThere('firstwitch', user)}
    ${isThere('secondwitch', user)}
    ${isSelf(name, user)}
    ${before}
    ${subject(user, 'toil and trouble')}
  `)
  await phone.letIn()
  await phone.hear()
  return phone
}
