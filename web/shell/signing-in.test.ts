import { Connection } from '@weft/client/connection'
import { FakeGateway } from '@weft/client/fake-gateway'
import { ha1 } from '@weft/client/ha1'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeDevices } from '../media/fake-devices.ts'
import { NO_CONFIG } from './page-config.ts'
import { Session } from './session.ts'
import { fakeShelf } from './shelf.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const address = 'alice@example.com'
const alice = { address, password: 'secret', displayName: 'Alice' }

/** A page in a browser that keeps what is in `kept`. */
function open(kept = new Map<string, string>()) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const session = new Session(connection, fakeDevices(), { openArchive: async () => null, shelf: fakeShelf(kept) })
  session.config.value = { ...NO_CONFIG, guestDomain: 'guest.example.com', clearPasswordDomains: ['mail.example.com'] }
  const connect = async () => {
    connection.connect()
    gateway.greet()
    await settled()
  }
  const registration = (state: string, reason?: string) =>
    gateway.say({ sylkrtc: 'account-event', account: address, event: 'registration-state', state, reason })
  return { gateway, session, kept, connect, registration }
}

test('who wants to be remembered is signed in at the next visit, before there is a connection and without the password', async () => {
  const first = open()
  await first.connect()
  first.session.logIn({ ...alice, remember: true })
  await settled()
  expect(first.kept.has('weft.account')).toBe(false)
  first.registration('registered')
  expect(first.kept.get('weft.account')).toContain(ha1(address, 'secret'))
  expect([...first.kept.values()].join()).not.toContain('"secret"')

  const next = open(first.kept)
  next.session.resume()
  expect([next.session.loggedIn.value, next.session.account.value?.displayName]).toEqual([true, 'Alice'])
  await next.connect()
  expect(next.gateway.last('account-add')).toMatchObject({ account: address, password: ha1(address, 'secret') })
})

test('who does not is a stranger at the next visit, and so is who signed out', async () => {
  const { session, kept, connect, registration } = open()
  await connect()
  session.logIn(alice)
  await settled()
  registration('registered')
  expect(kept.has('weft.account')).toBe(false)
  session.logIn({ ...alice, remember: true })
  await settled()
  registration('registered')
  expect(kept.has('weft.account')).toBe(true)
  session.logOut()
  expect(kept.has('weft.account')).toBe(false)
  const next = open(kept)
  next.session.resume()
  expect(next.session.loggedIn.value).toBe(false)
})

test('a password that is refused later is asked for again', async () => {
  const { session, kept, connect, registration } = open()
  await connect()
  session.logIn({ ...alice, remember: true })
  await settled()
  registration('registered')
  registration('failed', '904 Operation has no matching challenge')
  expect(session.loggedIn.value).toBe(true)
  session.askAgain()
  expect([session.loggedIn.value, session.suggestedAccount, kept.has('weft.account')]).toEqual([false, address, false])
})

test('where passwords are checked elsewhere they go as they were typed, and are not kept', async () => {
  const { gateway, session, kept, connect } = open()
  await connect()
  session.logIn({ address: 'dave@mail.example.com', password: 'secret', displayName: '', remember: true })
  await settled()
  expect(gateway.last('account-add').password).toBe('secret')
  gateway.say({ sylkrtc: 'account-event', account: 'dave@mail.example.com', event: 'registration-state', state: 'registered' })
  expect(session.loggedIn.value).toBe(true)
  expect(kept.has('weft.account')).toBe(false)
})

test('a guest has a name and an address of its own, is in without registering, and has no messages', async () => {
  const { gateway, session, kept, connect } = open()
  await connect()
  session.enterAsGuest('Visitor')
  await settled()
  expect(gateway.names).toEqual(['account-add'])
  expect(session.account.value?.address).toMatch(/^[\da-z]+@guest\.example\.com$/)
  expect([session.loggedIn.value, session.isGuest.value, session.chat.value]).toEqual([true, true, null])
  expect(session.route.value).toEqual({ kind: 'rooms' })
  expect(kept.size).toBe(0)
})

test('a guest who came by a link is where it leads', async () => {
  const { session, connect } = open()
  session.go({ kind: 'room', room: 'tea' })
  await connect()
  session.enterAsGuest('Visitor')
  await settled()
  expect(session.route.value).toEqual({ kind: 'room', room: 'tea' })
})

test('where there are no guests, nobody gets in as one', async () => {
  const { gateway, session, connect } = open()
  session.config.value = NO_CONFIG
  await connect()
  session.enterAsGuest('Visitor')
  await settled()
  expect(gateway.names).toEqual([])
})

test('another name is what others are shown from now on', async () => {
  const { gateway, session, connect, registration } = open()
  await connect()
  session.logIn(alice)
  await settled()
  registration('registered')
  session.rename('Alice B.')
  await settled()
  expect(session.loggedIn.value).toBe(true)
  expect(gateway.last('account-add')).toMatchObject({ display_name: 'Alice B.', password: ha1(address, 'secret') })
  expect(gateway.names.slice(-3)).toEqual(['account-remove', 'account-add', 'account-register'])
})
