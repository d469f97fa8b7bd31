import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ROOM, ROOM_OFFER } from './support/meeting.ts'
import { MessageHouse, message } from './support/message-house.ts'
import { type ApplicationProject, installPackedPackages } from './support/packed-packages.ts'
import { ReadmeProgram, readmeExamples } from './support/readme-program.ts'
import { ALICE, ANSWER, accepted, BOB } from './support/telephony.ts'

// The README of the client library is run: example by example, in a project that has the packages, against a server.

let project: ApplicationProject
let house: MessageHouse
let program: ReadmeProgram | null = null
const tried = new Set<string>()

beforeAll(async () => {
  ;[project, house] = await Promise.all([installPackedPackages(), MessageHouse.open()])
})
afterEach(async () => {
  const ended = program
  program = null
  await house.leave()
  await ended?.stop()
})
afterAll(async () => {
  await house.close()
  await project.remove()
})

const FIRST = 'Connect and register'

async function run(headings: readonly string[], use?: string): Promise<ReadmeProgram> {
  const started = await ReadmeProgram.start(project, { url: house.telephony.weft.url, headings, ...(use && { use }) })
  for (const heading of headings) tried.add(heading)
  program = started
  return started
}

// Each is a program that is started, in a room with many others.
describe('the README', { timeout: 60_000 }, () => {
  test('connects and registers', async () => {
    const readme = await run([FIRST])
    await readme.says('account registered')
  })

  test('calls', async () => {
    const bob = await house.device('bob')
    const use = `const call = await callSomebody('${BOB}')
  call.on('state', ({ kind }) => kind === 'established' && call.hangUp())`
    const readme = await run([FIRST, 'Call'], use)
    const { session, originator } = await bob.event('incoming-session')
    expect(originator).toEqual({ uri: ALICE, display_name: 'Alice' })
    await accepted(bob, 'session-answer', { session, sdp: ANSWER })
    await readme.says('call established')
    expect(await readme.says('it ended:')).toBe('it ended: hung-up')
    await bob.event('state', 'terminated')
  })

  test('answers', async () => {
    const readme = await run([FIRST, 'Answer'])
    await readme.says('account registered')
    const phone = house.telephony.phone()
    const call = phone.call(ALICE)
    expect(await readme.says('called by')).toBe(`called by ${BOB} without video`)
    await readme.says('incoming call established')
    await call.hangUp()
    await readme.says('incoming call terminated')
  })

  test('joins a room, where others are seen and heard', async () => {
    const bob = await house.device('bob')
    const use = `const conference = await join('${ROOM}')
  conference.on('participant-joined', () => conference.chat.send('hello'))`
    const readme = await run([FIRST, 'Video rooms'], use)
    await readme.says('room established')
    await accepted(bob, 'videoroom-join', { session: 's1', account: BOB, uri: ROOM, sdp: ROOM_OFFER })
    expect(await readme.says('here is')).toBe(`here is ${BOB}`)
    expect(await bob.event('message')).toMatchObject({ content: 'hello', sender: { uri: ALICE } })
    await accepted(bob, 'videoroom-message', { session: 's1', message_id: 'm1', content: 'hi', content_type: 'text/plain' })
    expect(await readme.says(`${BOB} says`)).toBe(`${BOB} says hi`)
    await accepted(bob, 'videoroom-leave', { session: 's1' })
    expect(await readme.says('gone is')).toBe(`gone is ${BOB}`)
  })

  test('exchanges messages, and sees what becomes of them', async () => {
    const bob = await house.device('bob')
    const readme = await run([FIRST, 'Messages'], `await write('${BOB}', 'Hello Bob')`)
    const { message_id, timestamp, ...received } = await bob.event('message')
    expect(received).toMatchObject({ content: 'Hello Bob', sender: { uri: ALICE } })
    const receipt = { account: BOB, uri: ALICE, message_id, timestamp }
    await accepted(bob, 'account-disposition-notification', { ...receipt, state: 'displayed' })
    await readme.says('message displayed')
    await accepted(bob, 'account-message', message('bob', 'alice', { content: 'Hello Alice' }))
    expect(await readme.says(`${BOB} writes`)).toBe(`${BOB} writes Hello Alice`)
  })

  test('sends a file to somebody, who is told where it is', async () => {
    const bob = await house.device('bob')
    const readme = await run([FIRST, 'Messages', 'Files'], `await sendFile('${BOB}', 'notes.txt', new Blob(['some notes']))`)
    const { content, content_type } = await bob.event('message')
    expect(content_type).toBe('application/sylk-file-transfer')
    const { url } = JSON.parse(String(content))
    expect(await (await fetch(url)).text()).toBe('some notes')
    expect(await readme.says('file')).toBe(`file notes.txt of 10 bytes: ${url}`)
  })

  test('keeps contacts', async () => {
    const readme = await run([FIRST, 'Contacts'], `await remember('Bob', '${BOB}')`)
    expect(await readme.says(BOB)).toBe(`${BOB} is Bob`)
    await readme.says('contacts: Bob')
  })

  test('makes keys, and publishes them', async () => {
    const bob = await house.device('bob')
    const readme = await run([FIRST, 'Encryption'], 'await setUp()')
    await readme.says('keys ready')
    await accepted(bob, 'lookup-public-key', { uri: ALICE })
    const { public_key } = await bob.next(({ sylkrtc }) => sylkrtc === 'lookup-public-key-event')
    expect(public_key).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----/)
  })

  test('registers as applications of sylkrtc.js do', async () => {
    const readme = await run(['Coming from sylkrtc.js'])
    await readme.says('sylkrtc connected ready')
    await readme.says('sylkrtc registered')
  })

  test('has every example tried', () => {
    expect([...tried].sort()).toEqual([...readmeExamples().keys()].sort())
  })
})
