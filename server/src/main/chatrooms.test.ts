import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RecordingLog } from '../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../test/scenarios/support/still-clock.ts'
import { systemRandom } from '../adapters/random/system.ts'
import { type Config, loadConfig } from '../config/config.ts'
import type { ChatEvent } from '../core/chatroom/chatroom.ts'
import type { LocalChatrooms } from '../core/chatroom/local-chatrooms.ts'
import { chatroomsOf } from './chatrooms.ts'

let directory: string
let config: Config
let chatrooms: LocalChatrooms

/** conference.ini says so from now on. */
function configure(...lines: string[]): void {
  writeFileSync(join(directory, 'conference.ini'), lines.join('\n'))
  config = loadConfig([{ path: directory, named: true }]).config
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-chatrooms-'))
  configure(
    ...['[Conference]', 'allow = x.test', 'webrtc_gateway_url = https://x.test/$room', 'history_size = 1'],
    ...['[Open@conf.test]', 'allow = all', '[strict@conf.test]', 'deny = bad@x.test'],
  )
  chatrooms = chatroomsOf({
    clock: new StillClock(),
    log: new RecordingLog(),
    random: systemRandom,
    baseUrl: () => 'https://weft.test',
    config: () => config,
  })
})

afterEach(() => rmSync(directory, { recursive: true }))

test('[C11] a room without a section has the lists of [Conference], one with a section what that says', () => {
  const allowed = (room: string, address: string) => chatrooms.access(room, address).allowed
  expect(['u@x.test', 'u@y.test'].map((address) => allowed('any@conf.test', address))).toEqual([true, false])
  expect(allowed('%4Fpen@CONF.test', 'u@y.test')).toBe(true)
  expect(['u@x.test', 'bad@x.test', 'u@y.test'].map((address) => allowed('strict@conf.test', address))).toEqual([
    true,
    false,
    false,
  ])
})

test('[C10] lists that name nobody refuse nobody under deny,allow', () => {
  configure('[Conference]', 'access_policy = deny, allow', 'allow = none', 'deny = none')
  expect(chatrooms.access('any@conf.test', 'u@y.test')).toEqual({ allowed: true })
})

test('what the file says holds at once when it is read again', async () => {
  const heard: string[] = []
  const member = {
    ...{ party: { uri: 'u@x.test', displayName: '' }, welcome: true },
    tell: (event: ChatEvent) => void heard.push(event.kind === 'message' ? event.message.content : event.kind),
  }
  await chatrooms.join('any@conf.test', member)
  expect(heard[0]).toContain('\nWEB: https://x.test/any@conf.test')
  configure('[Conference]', 'allow = none', 'webrtc_gateway_url = https://x.test/$room')
  await expect(chatrooms.join('any@conf.test', member)).rejects.toMatchObject({ failure: 'room-not-allowed' })
})

test('what is longer than max_message_size allows is not said', async () => {
  writeFileSync(join(directory, 'weft.ini'), '[MSRP]\nmax_message_size = 65536')
  config = loadConfig([{ path: directory, named: true }]).config
  const rooms = chatroomsOf({
    clock: new StillClock(),
    log: new RecordingLog(),
    random: systemRandom,
    baseUrl: () => 'https://weft.test',
    config: () => config,
  })
  const seat = await rooms.join('any@conf.test', { party: { uri: 'u@x.test', displayName: '' }, tell: () => {} })
  const say = (length: number) => seat.say({ id: null, contentType: 'text/plain', content: 'x'.repeat(length) })
  expect([(await say(65_536)).code, (await say(65_537)).code]).toEqual([200, 413])
})
