import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { describeWith } from './needs.ts'
import { startBaresip } from './peers/baresip.ts'
import { startChromium } from './peers/chromium.ts'
import { startDovecot } from './peers/dovecot.ts'
import { startJanus } from './peers/janus.ts'
import { type Kamailio, startKamailio } from './peers/kamailio.ts'
import { connectionMedia, heardFrequency } from './peers/peer-connections.ts'
import { startSipp } from './peers/sipp.ts'
import { until } from './until.ts'

const DOMAIN = 'weft.test'
const USERS = { alice: 'alicepw', bob: 'bobpw' }

describeWith(['janus'], 'Janus', () => {
  test('answers info with the plugins Weft needs, and again after a crash', async () => {
    const janus = await startJanus()
    try {
      const before = await janusInfo(janus.url)
      expect(before).toMatchObject({ janus: 'server_info', api_secret: true, 'session-timeout': 60 })
      expect(Object.keys(Object(before.plugins)).sort()).toEqual([
        'janus.plugin.nosip',
        'janus.plugin.sip',
        'janus.plugin.videoroom',
      ])
      await janus.kill()
      await expect(janusInfo(janus.url)).rejects.toThrow('ECONNREFUSED')
      await janus.restart()
      expect(await janusInfo(janus.url)).toMatchObject({ janus: 'server_info' })
    } finally {
      await janus.stop()
    }
  })
})

describeWith(['kamailio', 'sipp'], 'Kamailio', () => {
  let kamailio: Kamailio
  beforeAll(async () => {
    kamailio = await startKamailio({ domain: DOMAIN, users: USERS, tls: true })
  })
  afterAll(() => kamailio.stop())

  test.each(['udp', 'tcp'] as const)('answers OPTIONS over %s', async (transport) => {
    const sipp = await startSipp({ scenario: scenario('options'), remote: kamailio, transport })
    expect(await sipp.result).toMatchObject({ successful: 1, failed: 0, errors: '' })
  })

  test('answers OPTIONS over TLS', async () => {
    const { port, certificate } = kamailio.tls ?? expect.unreachable('Kamailio has no TLS')
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
    try {
      conversation.send(`${request.join('\r\n')}\r\n\r\n`)
      expect(await conversation.heard(/^SIP\/2.0 .*$/m)).toBe('SIP/2.0 200 OK')
    } finally {
      conversation.close()
    }
  })

  test('takes a REGISTER with the right password only', async () => {
    const register = (password: string) =>
      startSipp({
        scenario: scenario('register'),
        remote: kamailio,
        service: 'alice',
        credentials: { user: 'alice', password },
        keys: { domain: DOMAIN },
        timeout: 5,
      })
    const wrong = await register('guessed')
    expect(await wrong.result).toMatchObject({ successful: 0, failed: 1 })
    expect(await kamailio.contacts('alice')).toEqual([])
    const right = await register('alicepw')
    expect(await right.result).toMatchObject({ successful: 1, failed: 0 })
    expect(await kamailio.contacts('alice')).toEqual([`sip:alice@127.0.0.1:${right.port}`])
  })
})

describeWith(['kamailio', 'baresip'], 'baresip', () => {
  let kamailio: Kamailio
  beforeAll(async () => {
    kamailio = await startKamailio({ domain: DOMAIN, users: USERS })
  })
  afterAll(() => kamailio.stop())

  test('registers, and unregisters when it stops', async () => {
    const phone = await startBaresip({ user: 'alice', password: 'alicepw', domain: DOMAIN, proxy: kamailio })
    expect(await kamailio.contacts('alice')).toHaveLength(1)
    await phone.stop()
    expect(await kamailio.contacts('alice')).toEqual([])
  })

  test('tells that its registrar refuses it', async () => {
    const wrong = startBaresip({ user: 'alice', password: 'guessed', domain: DOMAIN, proxy: kamailio })
    await expect(wrong).rejects.toThrow('the registrar refuses alice')
  })

  test('rings with every phone of the account, and is cancelled where it did not answer', async () => {
    const phone = (user: 'alice' | 'bob') =>
      startBaresip({ user, password: USERS[user], domain: DOMAIN, proxy: kamailio, answer: 'manual' })
    const [caller, desk, mobile] = [await phone('bob'), await phone('alice'), await phone('alice')]
    try {
      await caller.dial(desk.address)
      await Promise.all([desk.event('CALL_INCOMING'), mobile.event('CALL_INCOMING')])
      await mobile.answer()
      await caller.event('CALL_ESTABLISHED')
      await desk.event('CALL_CLOSED')
    } finally {
      await Promise.all([caller.stop(), desk.stop(), mobile.stop()])
    }
  })

  test.each(['vp8', 'h264', null] as const)('calls another through the proxy, with video %s', async (video) => {
    const caller = await startBaresip({ user: 'alice', password: 'alicepw', domain: DOMAIN, proxy: kamailio, video })
    const callee = await startBaresip({
      ...{ user: 'bob', password: 'bobpw', domain: DOMAIN, proxy: kamailio, video },
      answer: 'manual',
    })
    try {
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
    } finally {
      await Promise.all([caller.stop(), callee.stop()])
    }
  })
})

describeWith(['chromium'], 'Chromium', () => {
  test('opens a page whose microphone and camera work, and counts its media', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>smoke</title>')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const browser = await startChromium()
    try {
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
      expect(errors.filter((error) => !error.includes('favicon'))).toEqual([])
    } finally {
      await browser.close()
      server.close()
    }
  })
})

describeWith(['dovecot'], 'Dovecot', () => {
  test('answers LOGIN over TLS', async () => {
    const dovecot = await startDovecot({ 'alice@mail.test': 'alicepw' })
    try {
      expect(await login(dovecot, 'alice@mail.test', 'alicepw')).toMatch(/^a1 OK /)
      expect(await login(dovecot, 'alice@mail.test', 'guessed')).toMatch(/^a1 NO .*AUTHENTICATIONFAILED/)
    } finally {
      await dovecot.stop()
    }
  })
})

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
  try {
    await conversation.heard(/ready\./)
    conversation.send(`a1 LOGIN ${user} ${password}\r\n`)
    return await conversation.heard(/^a1 .*$/m)
  } finally {
    conversation.close()
  }
}

interface TlsServer {
  readonly port: number
  readonly certificate: string
}

/** Lines over TLS to a server here, whose certificate must be the one given. */
async function talkTls({ port, certificate }: TlsServer) {
  const socket = connect({ port, host: 'localhost', ca: await readFile(certificate) })
  let received = ''
  socket.setEncoding('utf8').on('data', (data: string) => {
    received += data
  })
  await once(socket, 'secureConnect')
  return {
    send: (text: string) => socket.write(text),
    heard: (pattern: RegExp) => until(`an answer like ${pattern}`, 10_000, () => pattern.exec(received)?.[0].trimEnd()),
    close: () => socket.destroy(),
  }
}
