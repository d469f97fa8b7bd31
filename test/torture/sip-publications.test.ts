// A publisher, a compositor and a network on one virtual clock: what RFC 3903 asks of event state in trouble.
import { expect, test } from 'vitest'
import { ClientTransactions } from '../../protocols/sip/client-transactions.ts'
import { DigestClient } from '../../protocols/sip/digest-client.ts'
import { Publication, type PublicationEffect, type PublicationInput } from '../../protocols/sip/event/publication.ts'
import { Publications } from '../../protocols/sip/event/publications.ts'
import type { SipMessage } from '../../protocols/sip/message.ts'
import { parseMessage } from '../../protocols/sip/parse-message.ts'
import { printMessage } from '../../protocols/sip/print-message.ts'
import { ServerTransactions } from '../../protocols/sip/server-transactions.ts'
import { earliest, UNRELIABLE } from '../../protocols/sip/timers.ts'
import { request as requestOf } from './sip/messages.ts'
import type { Packet } from './sip/virtual-network.ts'
import { type Inhabitant, World } from './sip/world.ts'

const ALICE = 'sip:alice@example.com'

class Publisher implements Inhabitant {
  readonly effects: PublicationEffect[] = []
  readonly #world: World
  readonly #clients = new ClientTransactions<string>(100)
  readonly #publication: Publication
  #branch = 0

  constructor(world: World) {
    this.#world = world
    const plain = requestOf('PUBLISH', { uri: ALICE })
    this.#publication = new Publication({
      request: { ...plain, headers: plain.headers.filter(({ name }) => name !== 'Via') },
      event: { package: 'presence', id: null },
      expires: 120,
      digest: new DigestClient([], () => 'id'),
      random: () => world.random.below(1000) / 1000,
    })
  }

  get nextWake(): number | null {
    return earliest(this.#clients.nextWake, this.#publication.nextWake)
  }

  publish(text: string): void {
    this.step({ kind: 'publish', content: { type: 'text/plain', body: new TextEncoder().encode(text) } })
  }

  step(input: PublicationInput): void {
    const effects = this.#publication.step(input, this.#world.now)
    this.effects.push(...effects)
    for (const effect of effects) {
      if (effect.do !== 'send') continue
      const via = { name: 'Via', value: `SIP/2.0/UDP alice.example;branch=z9hG4bK${++this.#branch}` }
      const request = { ...effect.request, headers: [via, ...effect.request.headers] }
      const sending = this.#clients.send(request, 'server', UNRELIABLE, this.#world.now)
      if (sending.sent) this.#do(sending.effects)
    }
  }

  receive({ bytes }: Packet): void {
    const message = parseMessage(bytes)
    if (message.kind === 'response') this.#do(this.#clients.receive(message, this.#world.now))
  }

  wake(): void {
    this.#do(this.#clients.wake(this.#world.now))
    this.step({ kind: 'wake' })
  }

  #do(effects: ReturnType<ClientTransactions<string>['receive']>): void {
    for (const effect of effects) {
      if (effect.do === 'send') put(this.#world, 'alice', effect.peer, effect.message)
      else if (effect.do === 'response') this.step({ kind: 'response', response: effect.response })
      else if (effect.do === 'fail') this.step({ kind: 'failed', reason: effect.reason })
    }
  }
}

class Compositor implements Inhabitant {
  table: Publications
  readonly #world: World
  readonly #servers = new ServerTransactions<string>(100)
  #tags = 0

  constructor(world: World) {
    this.#world = world
    this.table = this.#empty()
  }

  get nextWake(): number | null {
    return earliest(this.#servers.nextWake, this.table.nextWake)
  }

  /** What is published now. */
  get texts(): string[] {
    return this.table.of(ALICE, 'presence').map(({ content }) => new TextDecoder().decode(content.body))
  }

  forget(): void {
    this.table = this.#empty()
  }

  receive({ bytes, from }: Packet): void {
    const message = parseMessage(bytes)
    if (message.kind === 'request') this.#do(this.#servers.receive(message, from, UNRELIABLE, this.#world.now))
  }

  wake(): void {
    this.table.wake(this.#world.now)
    this.#do(this.#servers.wake(this.#world.now))
  }

  #empty(): Publications {
    return new Publications({
      packages: new Map([['presence', ['text/plain']]]),
      expires: { usual: 120, least: 60, most: 600 },
      ...{ mostEach: 100, most: 100, mostBytes: 1000 },
      newTag: () => `e${++this.#tags}`,
    })
  }

  #do(effects: ReturnType<ServerTransactions<string>['receive']>): void {
    for (const effect of effects) {
      if (effect.do === 'send') put(this.#world, 'server', effect.peer, effect.message)
      else if (effect.do === 'request') {
        const { response } = this.table.publish(ALICE, effect.request, 't', this.#world.now)
        this.#do(this.#servers.respond(effect.key, response, this.#world.now))
      }
    }
  }
}

function put(world: World, from: string, to: string, message: SipMessage): void {
  world.network.send({ from, to, bytes: printMessage(message) }, world.now)
}

function pair(seed = 1) {
  const world = new World(undefined, seed)
  const publisher = world.join('alice', new Publisher(world))
  const compositor = world.join('server', new Compositor(world))
  return { world, publisher, compositor }
}

test('what is published stays, through a restart of the compositor that forgets it, until it is removed', () => {
  const { world, publisher, compositor } = pair()
  publisher.publish('here')
  world.run(1_000_000)
  expect(compositor.texts).toEqual(['here'])
  compositor.forget()
  world.run(1_200_000)
  expect(compositor.texts).toEqual(['here'])
  publisher.step({ kind: 'remove' })
  world.run(1_201_000)
  expect([compositor.texts, publisher.effects.at(-1)]).toEqual([[], { do: 'removed', confirmed: true }])
})

test('on a network that loses, repeats and reorders, the last state stands alone in the end', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { world, publisher, compositor } = pair(seed)
    world.network.weather = { loss: 0.25, duplicates: 0.2, delay: [5, 900], reliable: false }
    for (let turn = 0; turn < 20; turn++) world.after(world.random.below(200_000), () => publisher.publish(`state ${turn}`))
    world.run(300_000)
    world.network.weather = { loss: 0, duplicates: 0, delay: [5, 900], reliable: false }
    publisher.publish('the last')
    // What was published under a tag that never came back expires by itself.
    world.run(1_000_000)
    expect(compositor.texts).toEqual(['the last'])
  }
})
