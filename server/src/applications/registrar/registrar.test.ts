import { afterEach, expect, test } from 'vitest'
import { type Asked, DOMAIN, requestOf, SipDomain, udp } from '../../../../test/scenarios/support/sip-domain.ts'
import type { SipRouting } from '../../ports/sip-router.ts'
import type { RegistrarSettings } from './registrar.ts'

let domain: SipDomain | null = null

function open(settings: Partial<RegistrarSettings> = {}): SipDomain {
  domain = new SipDomain(settings)
  return domain
}

afterEach(async () => {
  await domain?.close()
  domain = null
})

const answered = (status: number, why?: string) => ({
  do: 'answer',
  answer: { status },
  ...(why === undefined ? {} : { why: expect.stringContaining(why) }),
})
const contact = (uri: string, more: object = {}) => ({ kind: 'contact', uri, routes: [], q: 1000, flow: null, ...more })

function contactsOf(routing: SipRouting): string[] {
  if (routing.do !== 'answer') throw new Error(routing.why)
  return (routing.answer.headers ?? []).filter(({ name }) => name === 'Contact').map(({ value }) => value)
}

test('a user registers with the right password, and is found', async () => {
  const domain = open()
  const routing = await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  expect(routing).toMatchObject(answered(200, 'bound'))
  expect(contactsOf(routing)).toEqual(['<sip:bob@192.0.2.7>;expires=600'])
  expect(await domain.askAs('alice', { method: 'INVITE' })).toMatchObject({
    do: 'forward',
    targets: [contact('sip:bob@192.0.2.7')],
    recordRoute: true,
    without: ['Proxy-Authorization'],
  })
})

test('contacts survive a restart, and so does a nonce', async () => {
  const domain = open()
  await domain.register('bob', ['<sip:bob@10.0.0.2>;q=0.5'])
  const request = await domain.authorized('alice', requestOf({ method: 'OPTIONS' }))
  await domain.restart()
  expect(await domain.ask(request)).toMatchObject({
    do: 'forward',
    targets: [contact('sip:bob@10.0.0.2', { q: 500, flow: udp })],
    recordRoute: false,
  })
})

test('without credentials, with wrong ones and with old ones there is a challenge', async () => {
  const domain = open()
  const register = { method: 'REGISTER', uri: `sip:${DOMAIN}`, to: `sip:alice@${DOMAIN}` }
  expect(await domain.ask(requestOf(register))).toMatchObject(answered(401, 'no credentials'))
  expect(await domain.ask(requestOf({ method: 'INVITE' }))).toMatchObject(answered(407, 'no credentials'))
  expect(await domain.askAs('alice', register, 'guessed')).toMatchObject(answered(401, 'wrong-response'))
  const good = await domain.authorized('alice', requestOf(register))
  expect(await domain.ask(good)).toMatchObject(answered(200))
  expect(await domain.ask(good)).toMatchObject(answered(401, 'replayed'))
  const late = await domain.authorized('alice', requestOf(register, 2))
  domain.clock.pass(61_000)
  const stale = await domain.ask(late)
  expect(stale).toMatchObject(answered(401, 'stale-nonce'))
  expect(stale).toMatchObject({ answer: { headers: [{ value: expect.stringContaining('stale=true') }] } })
})

test('who is asked for a password is offered the algorithms that it is known in', async () => {
  const domain = open()
  const challengesOf = async (user: string) => {
    const to = `sip:${user}@${DOMAIN}`
    const routing = await domain.ask(requestOf({ method: 'REGISTER', uri: `sip:${DOMAIN}`, to }))
    if (routing.do !== 'answer') throw new Error(routing.why)
    return routing.answer.headers?.map(({ value }) => /algorithm=([\w-]+)/.exec(value)?.[1])
  }
  expect(await challengesOf('bob')).toEqual(['SHA-256', 'MD5'])
  expect(await challengesOf('alice')).toEqual(['MD5'])
  expect(await challengesOf('nobody')).toEqual(['MD5'])
  expect(await domain.register('bob', [])).toMatchObject(answered(200, 'asked'))
})

test('nobody registers, or calls, in the name of another', async () => {
  const domain = open()
  const alice = `sip:alice@${DOMAIN}`
  const register = { method: 'REGISTER', uri: `sip:${DOMAIN}`, to: alice }
  expect(await domain.askAs('bob', register)).toMatchObject(answered(403, 'not-own-address'))
  expect(await domain.askAs('bob', { method: 'INVITE', from: alice })).toMatchObject(answered(403, 'not-own-address'))
  expect(await domain.ask(requestOf({ method: 'REGISTER', uri: 'sip:elsewhere.org', to: 'sip:a@elsewhere.org' }))).toMatchObject(
    answered(403, 'other-registrar'),
  )
})

test('a name may be written with escapes, and its domain in capitals', async () => {
  const domain = open()
  const address = 'sip:o%E2%80%99hara@EXAMPLE.com'
  await domain.askAs('o’hara', {
    method: 'REGISTER',
    uri: `sip:${DOMAIN}`,
    to: `${address};transport=tcp`,
    headers: [{ name: 'Contact', value: '<sip:x@192.0.2.9>' }],
  })
  const stranger = { method: 'INVITE', from: 'sip:carol@elsewhere.org', uri: address }
  expect(await domain.ask(requestOf(stranger))).toMatchObject({ do: 'forward', targets: [{ uri: 'sip:x@192.0.2.9' }] })
})

test('who of ours writes to a domain that an application is the way to proves who he is, and nobody else has to', async () => {
  const domain = open({ gatewayDomains: ['capulet.test'] })
  expect([domain.registrar.serves('Capulet.test'), domain.registrar.serves('elsewhere.test')]).toEqual([true, false])
  const message = { method: 'MESSAGE', uri: 'sip:juliet@capulet.test', to: 'sip:juliet@capulet.test' }
  const named = { application: 'xmppgateway' }
  expect(await domain.ask(requestOf(message), named)).toMatchObject(answered(407, 'no credentials'))
  const application = { do: 'forward', targets: [{ kind: 'application', name: 'xmppgateway' }] }
  expect(await domain.ask(await domain.authorized('alice', requestOf(message)), named)).toMatchObject(application)
  expect(await domain.ask(requestOf({ ...message, from: 'sip:tybalt@elsewhere.test' }), named)).toMatchObject(application)
})

test('strangers call our users and applications, and nobody else through us', async () => {
  const domain = open()
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  const from = 'sip:carol@elsewhere.org'
  expect(await domain.ask(requestOf({ method: 'INVITE', from }))).toMatchObject({ do: 'forward' })
  expect(await domain.ask(requestOf({ method: 'INVITE', from, uri: 'sip:dave@third.net' }))).toMatchObject(
    answered(403, 'no-relay'),
  )
  expect(await domain.ask(requestOf({ method: 'INVITE', from, uri: 'tel:+15551234' }))).toMatchObject(answered(403, 'no-relay'))
  const echo = await domain.ask(requestOf({ method: 'MESSAGE', from, uri: 'sip:echo@192.0.2.1' }), { application: 'echo' })
  expect(echo).toMatchObject({ do: 'forward', targets: [{ kind: 'application', name: 'echo' }], recordRoute: false })
})

test('strangers are kept out, and users in, where that is configured', async () => {
  const domain = open({ strangersMayCall: false, usersMayCallOut: false })
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  const from = 'sip:carol@elsewhere.org'
  expect(await domain.ask(requestOf({ method: 'INVITE', from }))).toMatchObject(answered(403, 'no-strangers'))
  expect(await domain.ask(requestOf({ method: 'INVITE', from }), { application: 'echo' })).toMatchObject(
    answered(403, 'no-strangers'),
  )
  expect(await domain.askAs('alice', { method: 'INVITE', uri: from })).toMatchObject(answered(403, 'no-way-out'))
  expect(await domain.askAs('alice', { method: 'INVITE' })).toMatchObject({ do: 'forward' })
})

test('a user of ours calls other domains; credentials for them stay, ours do not', async () => {
  const domain = open()
  const theirs = { name: 'Proxy-Authorization', value: 'Digest username="a", realm="x", nonce="n", uri="sip:x", response="' }
  const value = `${theirs.value}${'0'.repeat(32)}"`
  const asked = { method: 'INVITE', uri: 'sip:carol@elsewhere.org', headers: [{ ...theirs, value }] }
  expect(await domain.askAs('alice', asked)).toMatchObject({
    do: 'forward',
    targets: [contact('sip:carol@elsewhere.org')],
    headers: [{ name: 'Proxy-Authorization', value }],
    without: [],
  })
  expect(await domain.askAs('alice', { method: 'INVITE', uri: 'tel:+15551234' })).toMatchObject(answered(404, 'no-route'))
})

test('who is not there is 480, who does not exist 404', async () => {
  const domain = open()
  expect(await domain.askAs('alice', { method: 'INVITE' })).toMatchObject(answered(480, 'offline'))
  expect(await domain.askAs('alice', { method: 'INVITE', uri: `sip:nobody@${DOMAIN}` })).toMatchObject(answered(404))
  expect(await domain.askAs('alice', { method: 'SUBSCRIBE', uri: `sip:${DOMAIN}` })).toMatchObject(answered(404))
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  domain.clock.pass(601_000)
  expect(await domain.askAs('alice', { method: 'INVITE' })).toMatchObject(answered(480, 'offline'))
  expect(await domain.askAs('alice', { method: 'PUBLISH', uri: `sip:alice@${DOMAIN}` })).toMatchObject(answered(489))
})

test('a message goes to the gateway too, even when the user has no phone on', async () => {
  const domain = open({ messagesTo: 'webrtcgateway' })
  const gateway = { kind: 'application', name: 'webrtcgateway' }
  const fromSip = { name: 'X-Sylk-From-Sip', value: 'yes' }
  expect(await domain.askAs('alice', { method: 'MESSAGE' })).toMatchObject({ targets: [gateway], headers: [fromSip] })
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  expect(await domain.askAs('alice', { method: 'MESSAGE' })).toMatchObject({ targets: [contact('sip:bob@192.0.2.7'), gateway] })
  expect(await domain.askAs('alice', { method: 'INVITE' })).toMatchObject({
    targets: [contact('sip:bob@192.0.2.7')],
    headers: [],
  })
  expect(await domain.askAs('alice', { method: 'MESSAGE', uri: `sip:nobody@${DOMAIN}` })).toMatchObject(answered(404))
  const stranger = await domain.ask(requestOf({ method: 'MESSAGE', from: 'sip:carol@elsewhere.org' }))
  expect(stranger).toMatchObject({ targets: [contact('sip:bob@192.0.2.7'), gateway], headers: [] })
})

test('what only servers say is believed from this server alone', async () => {
  const domain = open({ messagesTo: 'webrtcgateway' })
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  const asserted = ['X-Sylk-From-Sip', 'X-Sylk-To-Sip', 'X-Replicated-Message', 'P-Asserted-Identity']
  const headers = [...asserted, 'X-Sylk-ZRTP'].map((name) => ({
    name,
    value: 'yes',
  }))
  expect(await domain.askOwn({ method: 'MESSAGE', headers })).toMatchObject({
    targets: [contact('sip:bob@192.0.2.7')],
    headers: [],
    without: ['Proxy-Authorization'],
  })
  const stranger = await domain.ask(requestOf({ method: 'MESSAGE', from: 'sip:carol@elsewhere.org', headers }))
  expect(stranger).toMatchObject({ targets: [{}, { name: 'webrtcgateway' }], without: asserted })
  const user = await domain.askAs('alice', { method: 'MESSAGE', headers })
  expect(user).toMatchObject({ targets: [{}, { name: 'webrtcgateway' }], without: [...asserted, 'Proxy-Authorization'] })
})

test('a phone whose registrar is our address registers in the domain that it says it is of', async () => {
  const domain = open()
  const headers = [{ name: 'Contact', value: '<sip:alice@192.0.2.7>' }]
  const to = `sip:alice@${DOMAIN}`
  expect(await domain.askAs('alice', { method: 'REGISTER', uri: 'sip:192.0.2.1', to, headers })).toMatchObject(
    answered(200, 'bound'),
  )
  expect(await domain.ask(requestOf({ method: 'REGISTER', uri: 'sip:192.0.2.9', to }))).toMatchObject(answered(403))
})

test('a REGISTER may be signed for our address, other requests for where they go alone', async () => {
  const domain = open()
  const signedFor = async (signed: string, asked: Asked) => {
    const { uri, ...request } = requestOf(asked)
    const { headers } = await domain.authorized('alice', { ...request, uri: signed })
    return domain.ask({ ...request, uri, headers })
  }
  const register = { method: 'REGISTER', uri: `sip:${DOMAIN}`, to: `sip:alice@${DOMAIN}` }
  expect(await signedFor('sip:192.0.2.1:5060', register)).toMatchObject(answered(200))
  expect(await signedFor('sip:192.0.2.1', { method: 'INVITE', uri: `sip:bob@${DOMAIN}` })).toMatchObject(
    answered(407, 'wrong-uri'),
  )
})

test('a contact that would lead back here is refused', async () => {
  const domain = open()
  for (const uri of [`sip:bob@${DOMAIN}`, `sip:alice@${DOMAIN};transport=tcp`, 'sip:bob@192.0.2.1', 'sips:192.0.2.1:5060'])
    expect(await domain.register('bob', [`<${uri}>`])).toMatchObject(answered(403, 'own-contact'))
})

test('a Path is the route to the contact', async () => {
  const domain = open()
  const headers = [
    { name: 'Path', value: '<sip:p1.example.org;lr>' },
    { name: 'Supported', value: 'path' },
  ]
  await domain.register('bob', ['<sip:bob@10.0.0.2>'], { headers })
  expect(await domain.askAs('alice', { method: 'INVITE' })).toMatchObject({
    targets: [contact('sip:bob@10.0.0.2', { routes: ['<sip:p1.example.org;lr>'] })],
  })
})

test('guessing is answered 403 after some time, even where it is right, and nothing of it is logged', async () => {
  const domain = open()
  const register = { method: 'REGISTER', uri: `sip:${DOMAIN}`, to: `sip:alice@${DOMAIN}` }
  for (let guess = 0; guess < 5; guess++)
    expect(await domain.askAs('alice', register, `guess${guess}`)).toMatchObject(answered(401))
  const right = await domain.askAs('alice', register)
  expect(right).toMatchObject(answered(403, 'throttled'))
  expect(right).toMatchObject({ answer: { headers: [{ name: 'Retry-After', value: '5' }] } })
  const elsewhere = { ...register, source: { ...udp, address: '192.0.2.8' } }
  expect(await domain.askAs('alice', elsewhere)).toMatchObject(answered(200))
  domain.clock.pass(5000)
  expect(await domain.askAs('alice', register)).toMatchObject(answered(200))
  expect(domain.log.text).not.toMatch(/guess|wonderland|alice/)
})

test('a phone that is registered stays so, whoever guesses its user’s password in the same place', async () => {
  const domain = open()
  const contact = { name: 'Contact', value: '<sip:alice@192.0.2.7>' }
  const register = { method: 'REGISTER', uri: `sip:${DOMAIN}`, to: `sip:alice@${DOMAIN}`, headers: [contact] }
  await domain.askAs('alice', register)
  for (let guess = 0; guess < 9; guess++) await domain.askAs('alice', { ...register, callId: 'other' }, `guess${guess}`)
  expect(await domain.askAs('alice', { ...register, callId: 'other' })).toMatchObject(answered(403, 'throttled'))
  expect(await domain.askAs('alice', register)).toMatchObject(answered(200, 'bound'))
})

test('malformed credentials are told apart from none', async () => {
  const domain = open()
  const headers = [{ name: 'Proxy-Authorization', value: 'Digest realm="' }]
  expect(await domain.ask(requestOf({ method: 'INVITE', headers }))).toMatchObject(answered(400, 'malformed-credentials'))
})

test('while the store writes nothing, a registration is to be tried again later', async () => {
  const domain = open()
  const headers = [{ name: 'Contact', value: '<sip:a@192.0.2.7>' }]
  const request = requestOf({ method: 'REGISTER', uri: `sip:${DOMAIN}`, to: `sip:alice@${DOMAIN}`, headers })
  const authorized = await domain.authorized('alice', request)
  await domain.store.close()
  const routing = await domain.ask(authorized)
  expect(routing).toMatchObject(answered(503, 'store-failed'))
  expect(routing).toMatchObject({ answer: { headers: [{ name: 'Retry-After' }] } })
})

test('expired contacts are cleared away', async () => {
  const domain = open()
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  domain.registrar.start()
  domain.clock.pass(601_000)
  await domain.log.line('registrations expired')
  const left = await domain.store.location.update(`bob@${DOMAIN}`, (current) => ({ change: null, outcome: current }))
  expect(left).toEqual([])
})

test('what a phone asks of the gateway goes nowhere else, whoever it names', async () => {
  const domain = open({ messagesTo: 'webrtcgateway' })
  await domain.register('bob', ['<sip:bob@192.0.2.7>'])
  const headers = [{ name: 'Content-Type', value: 'application/sylk-api-message-remove' }]
  for (const uri of [`sip:bob@${DOMAIN}`, 'sip:carol@elsewhere.org'])
    expect(await domain.askAs('alice', { method: 'MESSAGE', uri, headers })).toMatchObject({
      targets: [{ kind: 'application', name: 'webrtcgateway' }],
    })
  const stranger = requestOf({ method: 'MESSAGE', from: 'sip:carol@elsewhere.org', headers })
  expect(await domain.ask(stranger)).toMatchObject({ targets: [{ kind: 'contact' }, { name: 'webrtcgateway' }] })
})
