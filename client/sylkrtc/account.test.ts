import { expect, test } from 'vitest'
import { settled, startApplication } from './fake-application.ts'

test('states of the registration are told with the one before, and why it failed', async () => {
  const { account, tell } = await startApplication()
  const told: unknown[][] = []
  account.on('registrationStateChanged', (...change) => told.push(change))
  account.register()
  await tell('registration-state', { state: 'registering' })
  await tell('registration-state', { state: 'failed', reason: '904 Wrong password' })
  account.register()
  await tell('registration-state', { state: 'registered' })
  account.unregister()
  expect(told).toEqual([
    [null, 'registering', {}],
    ['registering', 'failed', { reason: '904 Wrong password' }],
    ['failed', 'registering', {}],
    ['registering', 'registered', {}],
    ['registered', null, {}],
  ])
})

test('a device token goes out before the registration that it is for', async () => {
  const { gateway, account } = await startApplication()
  account.setDeviceToken('voip-apns', 'ios', 'phone-1', false, 'com.example.app')
  account.register()
  await settled()
  expect(gateway.names.slice(-2)).toEqual(['account-devicetoken', 'account-register'])
  expect(gateway.last('account-devicetoken')).toMatchObject({ token: 'voip-apns', platform: 'ios', silent: false })
})

test('missed calls and invitations are told with who it was', async () => {
  const { account, tell } = await startApplication()
  const told: string[] = []
  account.on('missedCall', ({ originator }) => told.push(`missed ${originator}`))
  account.on('conferenceInvite', ({ originator, room, id }) => told.push(`${originator} invites to ${room}, ${id}`))
  await tell('missed-session', { originator: { uri: 'bob@example.com', display_name: 'Bob' } })
  const invitation = { room: 'tea@videoconference.example.com', session_id: 's1' }
  await tell('conference-invite', { ...invitation, originator: { uri: 'carol@example.com', display_name: '' } })
  expect(told).toEqual(['missed Bob <bob@example.com>', 'carol@example.com invites to tea@videoconference.example.com, s1'])
})
