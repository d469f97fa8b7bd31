import { expect, test } from 'vitest'
import { type Access, roomAccess } from './room-access.ts'

const nobody = { everyone: false, addresses: [], domains: [] }
const everyone = { ...nobody, everyone: true }

function access(accessPolicy: Access['accessPolicy'], lists: Partial<Pick<Access, 'allow' | 'deny'>> = {}): Access {
  return { accessPolicy, allow: nobody, deny: nobody, ...lists }
}

const allowed = { allowed: true }
const denied = { allowed: false, reason: 'denied' }
const notAllowed = { allowed: false, reason: 'not-allowed' }

test('[C9] allow,deny lets in who is allowed and not denied', () => {
  const rule = access('allow,deny', {
    allow: { ...nobody, domains: ['x.test'] },
    deny: { ...nobody, addresses: ['bad@x.test'] },
  })
  expect(roomAccess(rule, 'good@x.test')).toEqual(allowed)
  expect(roomAccess(rule, 'bad@x.test')).toEqual(denied)
  expect(roomAccess(rule, 'u@y.test')).toEqual(notAllowed)
})

test('[C10] deny,allow keeps out who is denied and not allowed', () => {
  const rule = access('deny,allow', { deny: everyone, allow: { ...nobody, domains: ['x.test'] } })
  expect(roomAccess(rule, 'u@x.test')).toEqual(allowed)
  expect(roomAccess(rule, 'u@y.test')).toEqual(denied)
  expect(roomAccess(access('deny,allow'), 'u@y.test')).toEqual(allowed)
})

test('denying everybody under allow,deny closes the room', () => {
  expect(roomAccess(access('allow,deny', { allow: everyone, deny: everyone }), 'u@x.test')).toEqual(denied)
})

test('a domain does not stand for those below it, nor for what only ends like it', () => {
  const rule = access('allow,deny', { allow: { ...nobody, domains: ['x.test'] } })
  expect(roomAccess(rule, 'u@sub.x.test')).toEqual(notAllowed)
  expect(roomAccess(rule, 'u@evilx.test')).toEqual(notAllowed)
})

test('ports, parameters and the case of the host change nothing', () => {
  const rule = access('allow,deny', { allow: everyone, deny: { ...nobody, addresses: ['bad@x.test'] } })
  for (const address of ['bad@X.Test', 'bad@x.test:5060', 'bad@x.test;transport=tcp', 'b%61d@x.test', 'bad@x.test.'])
    expect(roomAccess(rule, address)).toEqual(denied)
})

test('a ban holds however the user is spelt, a permit only as it is written', () => {
  const list = { ...nobody, addresses: ['Bob@x.test'] }
  expect(roomAccess(access('allow,deny', { allow: everyone, deny: list }), 'bOB@x.test')).toEqual(denied)
  expect(roomAccess(access('allow,deny', { allow: list }), 'bOB@x.test')).toEqual(notAllowed)
  expect(roomAccess(access('allow,deny', { allow: list }), 'Bob@x.test')).toEqual(allowed)
})

test('a user with an @ in it is found by its escaped name', () => {
  const rule = access('allow,deny', { allow: { ...nobody, addresses: ['guest%40home@x.test'] } })
  expect(roomAccess(rule, 'guest%40home@x.test')).toEqual(allowed)
  expect(roomAccess(rule, 'guest@home@x.test')).toEqual(allowed)
})
