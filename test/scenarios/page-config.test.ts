import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Ini, type RunningWeft, startWeft } from './support/server.ts'

let weft: RunningWeft | undefined
afterEach(async () => {
  await weft?.stop()
  weft = undefined
})

async function configOf(ini: Ini = {}): Promise<Record<string, unknown>> {
  weft = await startWeft(ini)
  const answer = await fetch(`${weft.url}/webrtcgateway/config.json`)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.json()
}

test('without anything set up, config.json says where everything is, and no domain', async () => {
  const config = await configOf()
  const url = weft?.url ?? ''
  expect(config).toMatchObject({
    wsServer: `${url.replace('http', 'ws')}/webrtcgateway/ws`,
    publicUrl: `${url}/webrtcgateway`,
    fileTransferUrl: `${url}/webrtcgateway/filetransfer`,
    fileSharingUrl: `${url}/webrtcgateway/filesharing`,
    defaultDomain: null,
    defaultConferenceDomain: null,
    defaultGuestDomain: null,
    guests: false,
    nonSipDomains: [],
    iceServers: [],
    maxFileSize: 4_294_967_296,
    videoCodec: 'vp9',
    branding: { name: 'Weft', logo: null, accentColour: null, supportUrl: null },
  })
})

test('domains follow from the first domain of our own, or from those that are served', async () => {
  const served = await configOf({ 'webrtcgateway.ini': { General: { sip_domains: 'example.com, example.net' } } })
  expect(served).toMatchObject({
    defaultDomain: 'example.com',
    defaultConferenceDomain: 'videoconference.example.com',
    // Guests would be refused.
    defaultGuestDomain: null,
    guests: false,
  })
  weft?.reload({ 'webrtcgateway.ini': { General: { sip_domains: 'example.com, guest.example.com' } } })
  const changed = await (await fetch(`${weft?.url}/webrtcgateway/config.json`)).json()
  expect(changed).toMatchObject({ defaultGuestDomain: 'guest.example.com', guests: true })
})

test('what is given counts, and passwords that are checked elsewhere than in SIP are told of', async () => {
  const config = await configOf({
    'weft.ini': {
      Web: {
        default_domain: 'a.example',
        conference_domain: 'rooms.example',
        guest_domain: 'visitors.example',
        name: 'Northern Phones',
        accent_colour: '#0A7',
        support_url: 'mailto:help@a.example',
      },
    },
    'auth.ini': { ExternalAuth: { enable: 'yes' }, 'mail.example': { auth_type: 'IMAP', imap_server: 'imap.mail.example' } },
  })
  expect(config).toMatchObject({
    defaultDomain: 'a.example',
    defaultConferenceDomain: 'rooms.example',
    defaultGuestDomain: 'visitors.example',
    guests: true,
    nonSipDomains: ['mail.example'],
    // `#0A7` is no colour as it is wanted.
    branding: { name: 'Northern Phones', accentColour: null, supportUrl: 'mailto:help@a.example' },
  })
})

const SERVERS = 'stun:stun.example.com, turn:turn.example.com:3478?transport=udp, turns:turn.example.com:443?transport=tcp'
const STUN = { urls: ['stun:stun.example.com'] }
const TURN = ['turn:turn.example.com:3478?transport=udp', 'turns:turn.example.com:443?transport=tcp']

test('with a shared secret everybody gets credentials for TURN of their own, which expire', async () => {
  const config = await configOf({ 'weft.ini': { Web: { ice_servers: SERVERS, turn_secret: 'north', turn_lifetime: 600 } } })
  const { username, credential } = Reflect.get(config.iceServers as object[], 1) as { username: string; credential: string }
  expect(config.iceServers).toEqual([STUN, { urls: TURN, username, credential }])
  const left = Number(username.split(':')[0]) - Date.now() / 1000
  expect(left).toBeGreaterThan(500)
  expect(left).toBeLessThanOrEqual(600)
  expect(credential).toBe(createHmac('sha1', 'north').update(username).digest('base64'))
  expect(config.iceServersExpire).toBe(600)
  const another = await (await fetch(`${weft?.url}/webrtcgateway/config.json`)).json()
  expect(another.iceServers[1].username).not.toBe(username)
})

test('a name and a password are the same for everybody; TURN without either is not told of', async () => {
  const web = { ice_servers: SERVERS, turn_username: 'weft', turn_password: 'open' }
  expect(await configOf({ 'weft.ini': { Web: web } })).toMatchObject({
    iceServers: [STUN, { urls: TURN, username: 'weft', credential: 'open' }],
    iceServersExpire: null,
  })
  weft?.reload({ 'weft.ini': { Web: { ice_servers: SERVERS } } })
  const changed = await (await fetch(`${weft?.url}/webrtcgateway/config.json`)).json()
  expect(changed.iceServers).toEqual([STUN])
})

test('the logo is the file that was named, of a kind that browsers show and not too large', async () => {
  weft = await startWeft({ 'weft.ini': { Web: { logo: 'logo.svg' } } })
  const url = `${weft.url}/webrtcgateway/logo`
  expect((await fetch(url)).status).toBe(404)
  writeFileSync(join(weft.directory, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  const answer = await fetch(url)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  expect(answer.headers.get('content-security-policy')).toMatch(/sandbox/)
  const again = await fetch(url, { headers: { 'If-None-Match': answer.headers.get('etag') ?? '' } })
  expect(again.status).toBe(304)
  writeFileSync(join(weft.directory, 'logo.svg'), Buffer.alloc(600_000))
  expect((await fetch(url)).status).toBe(404)
})
