import { randomBytes } from 'node:crypto'
import { CallingPhone } from '../../scenarios/support/calling-phone.ts'
import { attribute, chatSdp } from '../../scenarios/support/chat-sdp.ts'
import { cpimText } from '../../scenarios/support/cpim-text.ts'
import { SipPeer } from '../../scenarios/support/sip-peer.ts'
import { LeanMember, type MemberListener, spoken } from './lean-member.ts'

/** Bytes of what is said. */
export const CONTENT = 200
/** Who come in at the same time. */
const BATCH = 20
/** Source addresses take turns: a server has a limit for each. */
const SOURCES = 20

/** Members of one room. */
export interface LeanRoom {
  /** Who hear what one of them says. */
  readonly hearers: number
  /** One of them says something. */
  speak(number: number): void
}

/** Rooms of Weft, which are called by SIP over UDP. All members speak, in turns: there is a limit to what one may say. */
export async function gather(sip: number, room: string, members: number, listener: MemberListener): Promise<LeanRoom> {
  const seats = await inBatches(members, (index, from) => join(sip, room, `u${index}`, { ...listener, from }))
  let turn = 0
  return {
    hearers: members - 1,
    speak: (number) => seats[turn++ % seats.length]?.(number),
  }
}

/** Has so many come in, from several addresses. */
export async function inBatches<Member>(
  count: number,
  comeIn: (index: number, from: string) => Promise<Member>,
): Promise<readonly Member[]> {
  const members: Member[] = []
  while (members.length < count) {
    const some = Array.from({ length: Math.min(BATCH, count - members.length) }, (_, place) => {
      const index = members.length + place
      return comeIn(index, `127.0.0.${2 + (index % SOURCES)}`)
    })
    members.push(...(await Promise.all(some)))
  }
  return members
}

/** Calls the room, and binds. Resolves with what has it say something. */
async function join(
  sip: number,
  room: string,
  user: string,
  listener: MemberListener & { readonly from: string },
): Promise<(number: number) => void> {
  const peer = await SipPeer.udp(sip)
  const address = `${user}@load.test`
  const call = new CallingPhone(peer, 'UDP', `<sip:${address}>`)
  const own = `msrp://127.0.0.1:9/${randomBytes(10).toString('hex')};tcp`
  call.invite(room, {}, chatSdp({ path: own }))
  const answer = await call.answer(200)
  call.ack(answer)
  const remote = attribute(Buffer.from(answer.body).toString(), 'path') ?? ''
  const port = Number(/:(\d+)\//.exec(remote)?.[1])
  const member = await LeanMember.connect({ ...listener, port, own, remote }, (one) => one.bind())
  const parts = { from: `<sip:${address}>`, to: `<sip:${room}@weft.test>` }
  return (number) => member.say(cpimText({ ...parts, content: spoken(number, CONTENT) }))
}
