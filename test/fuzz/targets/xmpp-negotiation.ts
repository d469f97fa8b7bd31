import { ComponentStream } from '@weft/protocols/xmpp/component-stream'
import { dialbackKey } from '@weft/protocols/xmpp/dialback'
import { type IncomingEffect, IncomingStream } from '@weft/protocols/xmpp/incoming-stream'
import { type OutgoingEffect, OutgoingStream } from '@weft/protocols/xmpp/outgoing-stream'
import { xml } from '@weft/protocols/xmpp/xml'

const HEADER =
  "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' from='a.example' to='b.example' id='x' version='1.0'>"
const AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>YS5leGFtcGxl</auth>"
const message = "<message from='u@a.example' to='v@b.example'/>"
const features = (inside: string) => `<stream:features>${inside}</stream:features>`
/** Of the only domain that the other side can prove to be by certificate, and of the only one that its authority vouches for. */
const CERTIFIED = 'a.example'
const VOUCHED = 'c.example'
/** What is told to the machines between pieces of an input: bytes that no stream has. */
const CUES = ['secured', 'verified', 'wake', 'want', 'send', 'verify', 'close'] as const

export const target = {
  name: 'xmpp-negotiation',
  seeds: [
    `${HEADER}<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\u0001${HEADER}${AUTH}${HEADER}${message}\u0005`,
    `${HEADER}<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\u0001${HEADER}<db:result from='c.example' to='b.example'>k</db:result>\u0002<message from='u@c.example' to='v@b.example'/>`,
    `\u0001${HEADER}<db:result from='d.example' to='b.example'>k</db:result>\u0002<message from='u@d.example' to='v@b.example'/>`,
    `\u0001${HEADER}<db:verify from='a.example' to='b.example' id='x'>${dialbackKey('secret', 'a.example', 'b.example', 'x')}</db:verify>`,
    `\u0004${HEADER}${features("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")}<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\u0001${HEADER}${features("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms><bidi xmlns='urn:xmpp:features:bidi'/>")}<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>${HEADER}${features("<sm xmlns='urn:xmpp:sm:3'/>")}\u0005<a xmlns='urn:xmpp:sm:3' h='1'/>`,
    `\u0001\u0004${HEADER}${features('')}<db:result from='a.example' to='b.example' type='valid'/>\u0005\u0006<db:verify from='a.example' to='b.example' id='x' type='valid'/>\u0003`,
    `${HEADER.replace('jabber:server', 'jabber:component:accept')}<handshake/>${message}\u0007</stream:stream>`,
  ].map((text) => new TextEncoder().encode(text)),
  dictionary: [
    ...[
      '\u0001',
      '\u0002',
      '\u0003',
      '\u0004',
      '\u0005',
      '\u0006',
      '\u0007',
      HEADER,
      AUTH,
      message,
      'a.example',
      'b.example',
      'c.example',
      'd.example',
    ],
    ...[
      "type='valid'",
      "type='error'",
      "<bidi xmlns='urn:xmpp:bidi'/>",
      "<enable xmlns='urn:xmpp:sm:3'/>",
      "<r xmlns='urn:xmpp:sm:3'/>",
      '</stream:stream>',
    ],
    ...[
      "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
      "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
      '<db:result ',
      '<db:verify ',
      "version='0.9'",
    ],
  ],

  /** Throws when a machine throws, ends twice, goes on after its end, or believes somebody to be who he has not proved to be. */
  run(input: Uint8Array): void {
    for (const encryption of ['required', 'optional', 'off'] as const) {
      accept(input, encryption)
      call(input, encryption)
    }
    const component = new ComponentStream({ domain: 'b.example', secret: 'secret' }, 0)
    component.step({ kind: 'connected' }, 0)
    for (const { bytes, cue } of piecesOf(input)) {
      component.step({ kind: 'bytes', bytes }, 0)
      if (cue === 'send') component.step({ kind: 'send', stanza: xml('message', 'jabber:server') }, 0)
      else if (cue === 'wake') component.step({ kind: 'wake' }, component.nextWake ?? 0)
    }
  },
}

const identity = (domain: string) => domain === CERTIFIED

function accept(input: Uint8Array, encryption: 'required' | 'optional' | 'off'): void {
  let ids = 0
  let now = 0
  const machine = new IncomingStream(
    {
      ...{ encryption, bidi: true, secret: 'secret', ids: () => `${ids++}`, proofs: { external: true, dialback: true } },
      isOwn: (domain) => domain === 'b.example',
      accepts: () => true,
    },
    now,
  )
  const watch = new EndWatch()
  let isSecured = false
  let wantsTls = false
  const asked: Extract<IncomingEffect, { do: 'verify' }>[] = []
  const hear = (effects: readonly IncomingEffect[]) => {
    for (const effect of effects) {
      watch.see(effect)
      if (effect.do === 'start-tls') wantsTls = true
      else if (effect.do === 'verify') asked.push(effect)
      else if (effect.do === 'proved') {
        const isTrue = effect.by === 'external' ? effect.pair.remote === CERTIFIED : effect.pair.remote === VOUCHED
        if (!isTrue && !(effect.pair.remote === CERTIFIED && isSecured)) throw new Error(`${effect.pair.remote} was not proved`)
        if (encryption === 'required' && !isSecured) throw new Error('it was proved in the clear')
      } else if (effect.do === 'stanza' && ![CERTIFIED, VOUCHED].includes(effect.stanza.from.domain))
        throw new Error(`a stanza from ${effect.stanza.from.domain}`)
    }
  }
  hear(machine.step({ kind: 'connected', identity: null }, now))
  for (const { bytes, cue } of piecesOf(input)) {
    hear(machine.step({ kind: 'bytes', bytes }, now))
    if (cue === 'secured' && wantsTls) {
      wantsTls = false
      isSecured = true
      hear(machine.step({ kind: 'secured', identity }, now))
    } else if (cue === 'verified') {
      const question = asked.shift()
      const outcome = question?.pair.remote === VOUCHED ? ({ kind: 'valid' } as const) : ({ kind: 'invalid' } as const)
      if (question) hear(machine.step({ kind: 'verified', pair: question.pair, outcome }, now))
    } else if (cue === 'send')
      hear(machine.step({ kind: 'send', stanza: xml('message', 'jabber:server', { to: 'a@a.example' }) }, now))
    else if (cue === 'close') hear(machine.step({ kind: 'close', condition: null }, now))
    else if (cue === 'wake') {
      now = machine.nextWake ?? now
      hear(machine.step({ kind: 'wake' }, now))
      if (machine.nextWake !== null && machine.nextWake <= now) throw new Error('it wants to be woken in the past')
    }
  }
  hear(machine.step({ kind: 'lost' }, now))
  watch.expectEnd()
}

function call(input: Uint8Array, encryption: 'required' | 'optional' | 'off'): void {
  let now = 0
  const machine = new OutgoingStream(
    {
      ...{ encryption, bidi: true, secret: 'secret', proofs: { external: true, dialback: true } },
      pair: { local: 'b.example', remote: 'a.example' },
      isOwn: (domain) => domain === 'b.example',
    },
    now,
  )
  const watch = new EndWatch()
  let isSecured = false
  let wantsTls = false
  let unsettled = 0
  const hear = (effects: readonly OutgoingEffect[]) => {
    for (const effect of effects) {
      watch.see(effect)
      if (effect.do === 'start-tls') wantsTls = true
      else if (effect.do === 'ready' && encryption === 'required' && !isSecured) throw new Error('it is ready in the clear')
      else if (effect.do === 'stanza' && effect.stanza.from.domain !== 'a.example') throw new Error('a stanza from elsewhere')
      else if (effect.do === 'handled') unsettled -= effect.count
      else if (effect.do === 'unsent') unsettled--
      if (unsettled < 0) throw new Error('more was told than sent')
    }
  }
  hear(machine.step({ kind: 'connected', identity: null }, now))
  for (const { bytes, cue } of piecesOf(input)) {
    hear(machine.step({ kind: 'bytes', bytes }, now))
    if (cue === 'secured' && wantsTls) {
      wantsTls = false
      isSecured = true
      hear(machine.step({ kind: 'secured', identity }, now))
    } else if (cue === 'want') hear(machine.step({ kind: 'want' }, now))
    else if (cue === 'send') {
      unsettled++
      hear(machine.step({ kind: 'send', stanza: xml('message', 'jabber:server') }, now))
    } else if (cue === 'verify') hear(machine.step({ kind: 'verify', id: 'x', key: 'k' }, now))
    else if (cue === 'close') hear(machine.step({ kind: 'close', condition: 'reset' }, now))
    else if (cue === 'wake') {
      now = machine.nextWake ?? now
      hear(machine.step({ kind: 'wake' }, now))
      if (machine.nextWake !== null && machine.nextWake <= now) throw new Error('it wants to be woken in the past')
    }
  }
  hear(machine.step({ kind: 'lost' }, now))
  watch.expectEnd()
}

class EndWatch {
  #isOver = false

  see(effect: { readonly do: string }): void {
    if (this.#isOver && effect.do !== 'unsent') throw new Error(`${effect.do} after the end`)
    if (effect.do === 'end') this.#isOver = true
  }

  expectEnd(): void {
    if (!this.#isOver) throw new Error('no end')
  }
}

/** What an input says, and what happens after each piece of it. */
function piecesOf(input: Uint8Array): { readonly bytes: Uint8Array; readonly cue: (typeof CUES)[number] | null }[] {
  const pieces: ReturnType<typeof piecesOf> = []
  let start = 0
  for (let at = 0; at <= input.length; at++) {
    const byte = input[at] ?? 0
    if (at < input.length && (byte === 0 || byte > CUES.length)) continue
    pieces.push({ bytes: input.subarray(start, at), cue: CUES[byte - 1] ?? null })
    start = at + 1
  }
  return pieces
}
