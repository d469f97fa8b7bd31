import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { describeWith } from './needs.ts'
import { type BaresipOptions, startBaresip } from './peers/baresip.ts'
import { startChromium } from './peers/chromium.ts'
import { startDovecot } from './peers/dovecot.ts'
import { startJanus } from './peers/janus.ts'
import { startKamailio } from './peers/kamailio.ts'
import { startOwnDomain } from './peers/own-domain.ts'
import { connectionMedia, heardFrequency } from './peers/peer-connections.ts'
import { startSipp } from './peers/sipp.ts'
import { startWeft } from './peers/weft.ts'
import { until } from './until.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw' }

describeWith(['janus'], 'Janus', () => {
  test('answers info with the plugins Weft needs, and again after a crash', async () => {
    const janus = await during(startJanus())
    const before = await janusInfo(janus.url)
    expect(before).toMatchObject({ janus: 'server_info', api_secret: true, 'session-timeout': 60 })
    const plugins = ['janus.plugin.nosip', 'janus.plugin.sip', 'janus.plugin.videoroom']
    expect(Object.keys(Object(before.plugins)).sort()).toEqual(plugins)
    await janus.kill()
    await expect(janusInfo(janus.url)).rejects.toThrow('ECONNREFUSED')
    await janus.restart()
    expect(await janusInfo(janus.url)).toMatchObject({ janus: 'server_info' })
  })
})

/** The registrar and proxy of a domain. */
interface Registrar {
  readonly host: string
  /** UDP and TCP. */
  readonly port: number
  readonly tls: { readonly port: number; readonly certificate: string } | null
  contacts(user: string): Promise<string[]>
}

const REGISTRARS: Readonly<Record<string, () => Promise<Registrar>>> = {
  Kamailio: () => during(startKamailio({ domain: DOMAIN, users: USERS, tls: true })),
  'the embedded registrar': async () => {
    const { host, sipPort, tls, contacts } = await during(startOwnDomain({ domain: DOMAIN, users: USERS, tls: true }))
    return { host, port: sipPort, tls, contacts }
  },
}

describeWith(['kamailio', 'sipp', 'baresip'], 'a SIP domain', () => {
  describe.each(Object.entries(REGISTRARS))('of %s', (_name, start) => {
    describeRegistrar(start)
    describePhones(start)
  })
})

function describeRegistrar(startRegistrar: () => Promise<Registrar>): void {
  test.each(['udp', 'tcp'] as const)('answers OPTIONS over %s', async (transport) => {
    const remote = await startRegistrar()
    const sipp = await during(startSipp({ scenario: scenario('options'), remote, transport }))
    expect(await sipp.result).toMatchObject({ successful: 1, failed: 0, errors: '' })
  })

  test('answers OPTIONS over TLS', async () => {
    const { tls } = await startRegistrar()
    const { port, certificate } = tls ?? expect.unreachable('it has no TLS')
    const request = [
      `OPTIONS sip:127.0.0.1:${port};transport=tls SIP/2.0`,
      'Via: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK-smoke',
      'From: <sip:probe@127.0.0.1>;tag=smoke',
      `To: <sip:127.0.0.1:${port}>`,
      'Call-ID: smoke',
      'CSeq: 1 OPTIONS',
      'Max-Forwards: 70',
      'Content-Length: 0',
    ]
    const conversation = await talkTls({ port, certificate })
    conversation.send(`${request.join('\r\n')}\r\n\r\n`)
    expect(await conversation.heard(/^SIP\/2.0 .*$/m)).toBe('SIP/2.0 200 OK')
  })

  test('takes a REGISTER with the right password only', async () => {
    const remote = await startRegistrar()
    const register = (password: string) => {
      const credentials = { user: 'alice', password }
      const keys = { domain: DOMAIN, contact_port: '5999' }
      return during(startSipp({ scenario: scenario('register'), remote, service: 'alice', credentials, keys, timeout: 5 }))
    }
    const wrong = await register('guessed')
    expect(await wrong.result).toMatchObject({ successful: 0, failed: 1 })
    expect(await remote.contacts('alice')).toEqual([])
    const right = await register('alicepw')
    expect(await right.result).toMatchObject({ successful: 1, failed: 0 })
    expect(await remote.contacts('alice')).toEqual(['sip:alice@127.0.0.1:5999'])
  })
}

function describePhones(startRegistrar: () => Promise<Registrar>): void {
  const startPhone = (proxy: Registrar, user: keyof typeof USERS, more: Partial<BaresipOptions> = {}) =>
    during(startBaresip({ user, password: USERS[user], domain: DOMAIN, proxy, ...more }))

  test('registers, and unregisters when it stops', async () => {
    const registrar = await startRegistrar()
    const phone = await startPhone(registrar, 'alice')
    expect(await registrar.contacts('alice')).toHaveLength(1)
    await phone.stop()
    expect(await registrar.contacts('alice')).toEqual([])
  })

  test('tells that its registrar refuses it', async () => {
    const wrong = startPhone(await startRegistrar(), 'alice', { password: 'guessed' })
    await expect(wrong).rejects.toThrow('the registrar refuses alice')
  })

  test('rings with every phone of the account, and is cancelled where it did not answer', async () => {
    const registrar = await startRegistrar()
    const caller = await startPhone(registrar, 'bob')
    const desk = await startPhone(registrar, 'alice', { answer: 'manual' })
    const mobile = await startPhone(registrar, 'alice', { answer: 'manual' })
    await caller.dial(desk.address)
    await Promise.all([desk.event('CALL_INCOMING'), mobile.event('CALL_INCOMING')])
    await mobile.answer()
    await caller.event('CALL_ESTABLISHED')
    await desk.event('CALL_CLOSED')
  })

  test.each(['vp8', 'h264', null] as const)('calls another through the proxy, with video %s', async (video) => {
    const registrar = await startRegistrar()
    const caller = await startPhone(registrar, 'alice', { video })
    const callee = await startPhone(registrar, 'bob', { video, answer: 'manual' })
    await caller.dial(callee.address)
    expect(await callee.event('CALL_INCOMING')).toMatchObject({ peer: `sip:${caller.address}` })
    await callee.answer()
    await caller.event('CALL_ESTABLISHED')
    for (const phone of [caller, callee])
      await until('media', 10_000, async () => {
        const media = await phone.media()
        const pictures = video === null ? media.video === null : (media.video?.decodedFrames ?? 0) > 5
        return pictures && media.audio.receivedPackets > 20 && media.audio.sentPackets > 20
      })
    await callee.hangUp()
    await caller.event('CALL_CLOSED')
  })

  test('holds a call and takes it up again', async () => {
    const registrar = await startRegistrar()
    const [caller, callee] = [await startPhone(registrar, 'alice'), await startPhone(registrar, 'bob')]
    await caller.dial(callee.address)
    await caller.event('CALL_ESTABLISHED')
    const heard = async () => (await callee.media()).audio.receivedPackets
    const more = async () => {
      const before = await heard()
      return until('more to hear', 5000, async () => (await heard()) > before)
    }
    await more()
    await caller.hold()
    await until('the re-INVITE', 5000, () => callee.output().includes('got re-INVITE'))
    await expect(more()).rejects.toThrow('more to hear')
    await caller.resume()
    await more()
  })
}

describeWith(['chromium'], 'Chromium', () => {
  test('opens a page whose microphone and camera work, and counts its media', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>smoke</title><link rel="icon" href="data:,">')
    })
    server.listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const browser = await startChromium()
    onTestFinished(() => browser.close())
    const { page, errors } = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    expect(await page.title()).toBe('smoke')
    await page.evaluate(callMyself)
    const receiver = await until('media between two connections', 20_000, async () => {
      const [, second] = await connectionMedia(page)
      return second && second.decodedFrames > 5 && second.receivedAudioPackets > 20 ? second : null
    })
    expect(receiver).toMatchObject({ connectionState: 'connected', sentAudioPackets: 0, sentVideoPackets: 0 })
    expect(receiver.receivedCodecs).toContain('audio/opus')
    expect(await heardFrequency(page)).toBeCloseTo(440, -2)
    expect(errors).toEqual([])
  })
})

describeWith(['janus', 'kamailio'], 'Weft', () => {
  test('serves clients, and comes back at the same address after a crash', async () => {
    const [janus, proxy] = [await during(startJanus()), await during(startKamailio({ domain: DOMAIN, users: USERS }))]
    const weft = await during(startWeft({ janus, proxy, ini: { 'weft.ini': { Limits: { requests_per_second: 50 } } } }))
    expect(await firstMessage(weft.websocketUrl)).toEqual({ sylkrtc: 'ready-event' })
    await weft.kill()
    await expect(firstMessage(weft.websocketUrl)).rejects.toThrow('ECONNREFUSED')
    await weft.restart()
    expect(await firstMessage(weft.websocketUrl)).toEqual({ sylkrtc: 'ready-event' })
  })
})

describeWith(['dovecot'], 'Dovecot', () => {
  test('answers LOGIN over TLS', async () => {
    const dovecot = await during(startDovecot({ 'alice@mail.test': 'alicepw' }))
    expect(await login(dovecot, 'alice@mail.test', 'alicepw')).toMatch(/^a1 OK /)
    expect(await login(dovecot, 'alice@mail.test', 'guessed')).toMatch(/^a1 NO .*AUTHENTICATIONFAILED/)
  })
})

/** What a test starts with this stops with the test, however it ends. */
async function during<P extends { stop(): Promise<void> }>(start: Promise<P>): Promise<P> {
  const peer = await start
  onTestFinished(() => peer.stop())
  return peer
}

function scenario(name: string): URL {
  return new URL(`scenarios/${name}.xml`, import.meta.url)
}

async function janusInfo(url: string): Promise<Record<string, unknown>> {
  const socket = new WebSocket(url, 'janus-protocol')
  try {
    await once(socket, 'open')
    socket.send(JSON.stringify({ janus: 'info', transaction: 'smoke' }))
    const [data] = await once(socket, 'message')
    return JSON.parse(String(data))
  } finally {
    socket.close()
  }
}

/** What Weft says first to a client. */
async function firstMessage(url: string): Promise<unknown> {
  const socket = new WebSocket(url, 'sylkRTC-2')
  try {
    const [data] = await once(socket, 'message')
    return JSON.parse(String(data))
  } finally {
    socket.close()
  }
}

/** In the page: one connection sends a 440 Hz tone and the camera, another receives them. */
async function callMyself(): Promise<void> {
  const [sender, receiver] = [new RTCPeerConnection(), new RTCPeerConnection()]
  sender.onicecandidate = ({ candidate }) => receiver.addIceCandidate(candidate ?? undefined)
  receiver.onicecandidate = ({ candidate }) => sender.addIceCandidate(candidate ?? undefined)
  receiver.ontrack = ({ track }) => {
    const player = document.createElement(track.kind) as HTMLMediaElement
    player.autoplay = true
    player.srcObject = new MediaStream([track])
    document.body.append(player)
  }
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
  const context = new AudioContext()
  const tone = context.createOscillator()
  const speaker = context.createMediaStreamDestination()
  tone.frequency.value = 440
  tone.connect(speaker)
  tone.start()
  for (const track of [...camera.getVideoTracks(), ...speaker.stream.getAudioTracks()]) sender.addTrack(track, camera)
  await sender.setLocalDescription()
  await receiver.setRemoteDescription(sender.localDescription as RTCSessionDescription)
  await receiver.setLocalDescription()
  await sender.setRemoteDescription(receiver.localDescription as RTCSessionDescription)
}

/** The server's answer to LOGIN: the line that begins with our tag. */
async function login(server: TlsServer, user: string, password: string): Promise<string> {
  const conversation = await talkTls(server)
  await conversation.heard(/ready\./)
  conversation.send(`a1 LOGIN ${user} ${password}\r\n`)
  return conversation.heard(/^a1 .*$/m)
}

interface TlsServer {
  readonly port: number
  readonly certificate: string
}

/** Lines over TLS to a server here, whose certificate must be the one given. */
async function talkTls({ port, certificate }: TlsServer) {
  const socket = connect({ port, host: 'localhost', ca: await readFile(certificate) })
  onTestFinished(() => void socket.destroy())
  let received = ''
  socket.setEncoding('utf8').on('data', (data: string) => {
    received += data
  })
  await once(socket, 'secureConnect')
  return {
    send: (text: string) => socket.write(text),
    heard: (pattern: RegExp) => until(`an answer like ${pattern}`, 10_000, () => pattern.exec(received)?.[0].trimEnd()),
  }
}
