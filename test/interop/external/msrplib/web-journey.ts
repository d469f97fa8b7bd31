import assert from 'node:assert/strict'
import type { WebRoom } from '../../web-room.ts'
import type { Visitor } from './visitor.ts'

/** ms in which whoever is silent is asked whether he is still there. */
const KEEP_ALIVE = 15_000

interface Company {
  /** In one room already, and greeted. */
  readonly visitors: readonly Visitor[]
  /** Comes into the video room of the same name. */
  readonly join: () => Promise<WebRoom>
  /** `user@host` of who comes. */
  readonly address: string
}

/** Somebody in a browser, and visitors over TCP and TLS: all hear all. */
export async function meet({ visitors, join, address }: Company, passed: (what: string) => void): Promise<void> {
  const room = await join()
  await room.state('established')
  for (const visitor of visitors) await visitor.until(new RegExp(`${address}.* has joined the room with chat$`))
  passed('a browser joins the video room, which is told in the chat room')

  for (const [place, visitor] of visitors.entries()) {
    const words = `heard from ${place}`
    assert.equal(await visitor.say(words), '200 OK')
    for (const other of visitors) if (other !== visitor) await other.until(words)
    await room.heard(words)
  }
  await room.say('seen by all')
  for (const visitor of visitors) {
    const { headers } = await visitor.until('seen by all')
    assert.match(headers.get('From') ?? '', new RegExp(`<sip:${address}>$`))
  }
  passed('what is written over TCP and TLS and in the browser is read by all others')

  await room.leave()
  for (const visitor of visitors) await visitor.until(new RegExp(`${address}.* has left the room after`))
  passed('the browser leaves')

  for (const { end } of visitors) {
    while (end.keepAlives.size > 0) await end.keepAlives.next()
    await end.keepAlives.next(KEEP_ALIVE)
  }
  const [first, ...others] = visitors
  await first?.say('still here')
  for (const other of others) await other.until('still here')
  passed('who is silent is asked whether he is still there, and says so')
}
