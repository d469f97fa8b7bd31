import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { cpimText } from '../../scenarios/support/cpim-text.ts'
import { frameBytes } from '../../scenarios/support/msrp-frame.ts'
import { LeanMember, type MemberListener, spoken } from './lean-member.ts'
import { CONTENT, inBatches, type LeanRoom } from './lean-room.ts'

/** Paths and ids as long as Weft's. */
const [OWN, REMOTE, ID] = [uriOf(10), uriOf(16), randomBytes(16).toString('hex')]

/** A room of the bare server: one who speaks, and the others. What is written is what Weft would send its members. */
export async function gatherBare(port: number, room: string, members: number, listener: MemberListener): Promise<LeanRoom> {
  const hearers = await inBatches(members - 1, (_, from) =>
    LeanMember.connect({ ...listener, port, from, own: OWN, remote: REMOTE }, (one) => one.write(`hear ${room}\n`)),
  )
  const speaker = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(speaker, 'connect')
  speaker.write(`speak ${room}\n`)
  await once(speaker, 'data')
  return {
    hearers: hearers.length,
    speak: (number) => speaker.write(frameOf(number)),
  }
}

function frameOf(number: number): Buffer {
  const cpim = cpimText({
    from: '<sip:u123@load.test>',
    to: 'Conference Room <sip:room@weft.test>',
    dateTime: new Date().toISOString(),
    content: spoken(number, CONTENT),
  })
  return frameBytes({
    transaction: ID,
    what: 'SEND',
    headers: [
      ['To-Path', OWN],
      ['From-Path', REMOTE],
      ['Message-ID', ID],
      ['Byte-Range', `1-${cpim.length}/${cpim.length}`],
      ['Success-Report', 'yes'],
      ['Failure-Report', 'yes'],
      ['Content-Type', 'message/cpim'],
    ],
    body: Buffer.from(cpim),
  })
}

function uriOf(sessionIdBytes: number): string {
  return `msrp://127.0.0.1:45000/${randomBytes(sessionIdBytes).toString('hex')};tcp`
}
