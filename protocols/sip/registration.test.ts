import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DIGEST_ALGORITHMS, type DigestSecret } from './digest.ts'
import { DigestClient } from './digest-client.ts'
import { DigestServer } from './digest-server.ts'
import { fieldOf, type SipRequest, type SipResponse } from './message.ts'
import type { RegistrationSettings } from './register-request.ts'
import { Registration, type RegistrationEffect } from './registration.ts'
import { SipPrintError } from './sip-error.ts'

const settings: RegistrationSettings = {
  registrar: 'sip:example.com',
  aor: 'sip:alice@example.com',
  callId: 'call-1',
  fromTag: 'tag-1',
  contact: { uri: 'sip:alice@192.0.2.1', parameters: [] },
  expires: 600,
  outbound: null,
  route: [],
  headers: [],
}
const password: readonly DigestSecret[] = [{ kind: 'password', password: 'wonderland' }]

/** A registration on a clock of its own, in the middle of all spreads: refreshes after 90 %, retries after 75 % of the longest time. */
class Stage {
  now = 1_000_000
  readonly registration: Registration
  /** What was sent last. */
  request: SipRequest | null = null

  constructor(changed: Partial<RegistrationSettings> = {}, secrets = password) {
    let ids = 0
    const digest = new DigestClient([{ realm: null, username: 'alice', secrets }], () => `cnonce${++ids}`)
    this.registration = new Registration({ ...settings, ...changed }, digest, () => 0.5)
  }

  start = () => this.#note(this.registration.step({ kind: 'start' }, this.now))
  stop = () => this.#note(this.registration.step({ kind: 'stop' }, this.now))
  lose = (reason: 'timeout' | 'transport' = 'timeout') =>
    this.#note(this.registration.step({ kind: 'transport-error', reason }, this.now))

  answer(status: number, ...headers: readonly (readonly [string, string])[]): RegistrationEffect[] {
    return this.#note(this.registration.step({ kind: 'response', response: this.response(status, ...headers) }, this.now))
  }

  response(status: number, ...headers: readonly (readonly [string, string])[]): SipResponse {
    const cseq = ['CSeq', this.header('CSeq') ?? ''] as const
    const fields = [cseq, ...headers].map(([name, value]) => ({ name, value }))
    return { kind: 'response', status, reason: '', headers: fields, body: new Uint8Array() }
  }

  /** Goes to the time at which it wants to be woken, and tells how many seconds that took. */
  wake(): { readonly after: number; readonly effects: RegistrationEffect[] } {
    const at = this.registration.nextWake
    if (at === null) throw new Error('nothing waits')
    const after = (at - this.now) / 1000
    this.now = at
    return { after, effects: this.#note(this.registration.step({ kind: 'wake' }, at)) }
  }

  header(name: string): string | null {
    return this.request && fieldOf(this.request, name)
  }

  #note(effects: RegistrationEffect[]): RegistrationEffect[] {
    for (const effect of effects) if (effect.do === 'send') this.request = effect.request
    return effects
  }
}

const contact = (expires: number) => ['Contact', `<sip:alice@192.0.2.1>;expires=${expires}`] as const
const challenge = (nonce: string, more = '') =>
  ['WWW-Authenticate', `Digest realm="example.com",nonce="${nonce}",qop="auth"${more}`] as const
const kinds = (effects: readonly RegistrationEffect[]) => effects.map((effect) => effect.do)

function registered(changed: Partial<RegistrationSettings> = {}): Stage {
  const stage = new Stage(changed)
  stage.start()
  expect(kinds(stage.answer(200, contact(600)))).toEqual(['registered'])
  return stage
}

test('a registration tells until when it is good and is refreshed before', () => {
  const stage = new Stage()
  expect(stage.registration.nextWake).toBeNull()
  expect(kinds(stage.start())).toEqual(['send'])
  expect([stage.header('CSeq'), stage.header('Expires')]).toEqual(['1 REGISTER', '600'])
  expect(stage.registration.nextWake).toBeNull()
  expect(stage.answer(100)).toEqual([])
  expect(stage.answer(200, contact(500), ['Service-Route', '<sip:p;lr>'], ['Path', '<sip:e;lr>'])).toEqual([
    {
      do: 'registered',
      until: 1_500_000,
      binding: { expires: 500, serviceRoute: ['<sip:p;lr>'], path: ['<sip:e;lr>'], keepAlive: null },
    },
  ])
  const { after, effects } = stage.wake()
  expect(after).toBe(414)
  expect(kinds(effects)).toEqual(['send'])
  expect([stage.header('CSeq'), stage.header('Call-ID')]).toEqual(['2 REGISTER', 'call-1'])
  expect(kinds(stage.answer(200, contact(500)))).toEqual(['registered'])
})

test('starting twice is starting once', () => {
  const stage = new Stage()
  stage.start()
  expect(stage.start()).toEqual([])
  stage.answer(200, contact(600))
  expect(stage.start()).toEqual([])
})

test('waking early does nothing', () => {
  const stage = registered()
  expect(stage.registration.step({ kind: 'wake' }, stage.now + 1000)).toEqual([])
})

test('a flow that fails is registered anew after a while, and counts as a failure', () => {
  const stage = registered()
  const failed = { do: 'failed', code: 430, reason: 'flow-failed' }
  const fail = () => stage.registration.step({ kind: 'flow-failed' }, stage.now)
  expect(fail()).toEqual([{ ...failed, retryAt: stage.now + 45_000 }])
  expect(stage.wake()).toMatchObject({ after: 45, effects: [{ do: 'send' }] })
  // What is under way goes over a new flow.
  expect(fail()).toEqual([])
  stage.answer(200, contact(600))
  expect(fail()).toEqual([{ ...failed, retryAt: stage.now + 90_000 }])
  stage.stop()
  stage.answer(200)
  expect(fail()).toEqual([])
})

test('responses to other requests are ignored', () => {
  const stage = new Stage()
  stage.start()
  const late = stage.response(200, contact(600))
  stage.lose()
  expect(stage.registration.step({ kind: 'response', response: late }, stage.now)).toEqual([])
  stage.wake()
  expect(stage.registration.step({ kind: 'response', response: late }, stage.now)).toEqual([])
  const invite = { ...late, headers: [{ name: 'CSeq', value: '2 INVITE' }] }
  expect(stage.registration.step({ kind: 'response', response: invite }, stage.now)).toEqual([])
  expect(stage.registration.step({ kind: 'response', response: { ...late, headers: [] } }, stage.now)).toEqual([])
  expect(kinds(stage.answer(200, contact(600)))).toEqual(['registered'])
  expect(stage.lose()).toEqual([])
})

test('challenges of proxy and registrar are answered, and refreshes need none', () => {
  const stage = new Stage()
  stage.start()
  stage.answer(407, ['Proxy-Authenticate', 'Digest realm="proxy",nonce="p",qop="auth"'])
  expect([stage.header('CSeq'), stage.header('Authorization')]).toEqual(['2 REGISTER', null])
  expect(stage.header('Proxy-Authorization')).toContain('nonce="p"')
  stage.answer(401, challenge('r'))
  expect(stage.header('Authorization')).toContain('nonce="r"')
  expect(stage.header('Proxy-Authorization')).toContain('nc=00000002')
  stage.answer(200, contact(600))
  stage.wake()
  expect(stage.header('Authorization')).toContain('nc=00000002')
})

test('a wrong password is told and not tried again', () => {
  const stage = new Stage()
  stage.start()
  stage.answer(401, challenge('a'))
  expect(stage.answer(401, challenge('b'))).toEqual([{ do: 'failed', code: 401, reason: 'rejected', retryAt: null }])
  expect(stage.registration.nextWake).toBeNull()
  expect(kinds(stage.start())).toEqual(['send'])
})

test('a nonce that became stale is replaced at once', () => {
  const stage = new Stage()
  stage.start()
  stage.answer(401, challenge('a'))
  stage.answer(200, contact(600))
  stage.wake()
  expect(kinds(stage.answer(401, challenge('b', ',stale=true')))).toEqual(['send'])
  expect(stage.header('Authorization')).toContain('nonce="b"')
})

test('the nonce of a 200 is used for the refresh', () => {
  const stage = new Stage()
  stage.start()
  stage.answer(401, challenge('a'))
  stage.answer(200, contact(600), ['Authentication-Info', 'nextnonce="b"'])
  stage.wake()
  expect(stage.header('Authorization')).toMatch(/nonce="b".*nc=00000001/)
})

test('a registrar that wants longer bindings gets them', () => {
  const stage = new Stage()
  stage.start()
  expect(kinds(stage.answer(423, ['Min-Expires', '1800']))).toEqual(['send'])
  expect([stage.header('Expires'), stage.header('CSeq')]).toEqual(['1800', '2 REGISTER'])
  stage.answer(200, contact(1800))
  stage.wake()
  expect(stage.header('Expires')).toBe('1800')
})

test.each([
  ['no', []],
  ['a shorter', [['Min-Expires', '60']]],
  ['the same', [['Min-Expires', '600']]],
] as [string, (readonly [string, string])[]][])(
  'a registrar that finds the time too brief and names %s time is given up',
  (_what, headers) => {
    const stage = new Stage()
    stage.start()
    expect(stage.answer(423, ...headers)).toEqual([{ do: 'failed', code: 423, reason: 'interval-too-brief', retryAt: null }])
  },
)

test('a registrar that raises the time for ever is given up', () => {
  const stage = new Stage()
  stage.start()
  const answers = [1, 2, 3, 4].map((n) => kinds(stage.answer(423, ['Min-Expires', String(600 + n)])))
  expect(answers).toEqual([['send'], ['send'], ['send'], ['failed']])
})

const outbound = { instance: 'urn:uuid:a', regId: 1, reliable: false }

test('with Outbound, the flow is to be kept alive', () => {
  const stage = new Stage({ outbound })
  stage.start()
  const [effect] = stage.answer(200, contact(600), ['Require', 'outbound'], ['Flow-Timer', '20'])
  expect(effect?.do === 'registered' && effect.binding.keepAlive).toEqual({ atLeast: 16_000, atMost: 20_000 })
})

test('where the first hop does not do Outbound, it is done without', () => {
  const stage = new Stage({ outbound })
  stage.start()
  expect(stage.header('Contact')).toContain('reg-id=1')
  expect(kinds(stage.answer(439))).toEqual(['send'])
  expect(stage.header('Contact')).not.toContain('reg-id')
  expect(stage.answer(439)).toEqual([{ do: 'failed', code: 439, reason: 'refused', retryAt: null }])
})

test('refusals that last are told and not tried again', () => {
  for (const code of [301, 403, 404, 501, 603]) {
    const stage = new Stage()
    stage.start()
    expect(stage.answer(code)).toEqual([{ do: 'failed', code, reason: 'refused', retryAt: null }])
    expect(stage.registration.nextWake).toBeNull()
  }
})

test('failures that pass are tried again, each time later', () => {
  const stage = new Stage()
  stage.start()
  const waits: number[] = []
  for (const fail of [
    () => stage.lose('timeout'),
    () => stage.lose('transport'),
    () => stage.answer(503),
    () => stage.answer(408),
  ]) {
    const [effect] = fail()
    expect(effect).toMatchObject({ do: 'failed', retryAt: stage.registration.nextWake })
    const { after, effects } = stage.wake()
    waits.push(after)
    expect(kinds(effects)).toEqual(['send'])
  }
  expect(waits).toEqual([45, 90, 180, 360])
})

test('a failure says what happened', () => {
  const told = (fail: (stage: Stage) => RegistrationEffect[]) => {
    const stage = new Stage()
    stage.start()
    return fail(stage).map((effect) => effect.do === 'failed' && [effect.code, effect.reason])
  }
  expect(told((stage) => stage.lose('timeout'))).toEqual([[408, 'timeout']])
  expect(told((stage) => stage.lose('transport'))).toEqual([[503, 'transport']])
  expect(told((stage) => stage.answer(500))).toEqual([[500, 'refused']])
  expect(told((stage) => stage.answer(200, contact(0)))).toEqual([[200, 'no-binding']])
  expect(told((stage) => stage.answer(401))).toEqual([[401, 'no-challenge']])
})

test('a server may ask for more time', () => {
  const stage = new Stage()
  stage.start()
  stage.answer(503, ['Retry-After', '300'])
  expect(stage.wake().after).toBe(300)
})

test('a registration that was stable for two minutes begins to wait anew, a shorter one does not', () => {
  const unstable = registered()
  unstable.wake()
  unstable.lose()
  expect(unstable.wake().after).toBe(45)
  unstable.answer(200, contact(10))
  unstable.wake()
  unstable.lose()
  expect(unstable.registration.nextWake).toBe(unstable.now + 5500)
  unstable.wake()
  expect(unstable.wake().after).toBe(84.5)
})

test('a refresh that fails does not end the binding, its expiry does', () => {
  const stage = registered()
  stage.wake()
  expect(stage.lose()).toMatchObject([{ do: 'failed', retryAt: stage.now + 45_000 }])
  expect(kinds(stage.wake().effects)).toEqual(['send'])
  expect(stage.wake().effects).toEqual([{ do: 'unregistered', reason: 'expired' }])
  expect(stage.now).toBe(1_600_000)
  expect(stage.registration.nextWake).toBeNull()
  expect(kinds(stage.answer(200, contact(600)))).toEqual(['registered'])
})

test('stopping takes the binding back', () => {
  const stage = registered()
  expect(kinds(stage.stop())).toEqual(['send'])
  expect([stage.header('Contact'), stage.header('Expires')]).toEqual(['<sip:alice@192.0.2.1>;expires=0', '0'])
  expect(stage.registration.nextWake).toBeNull()
  expect(kinds(stage.answer(401, challenge('a')))).toEqual(['send'])
  expect(stage.header('Expires')).toBe('0')
  expect(stage.answer(200)).toEqual([{ do: 'unregistered', reason: 'stopped' }])
})

test.each<[string, (stage: Stage) => RegistrationEffect[]]>([
  ['nobody answers', (stage) => stage.lose()],
  ['the registrar refuses', (stage) => stage.answer(500)],
  ['the registrar does not let us', (stage) => stage.answer(401)],
])('stopping ends also where %s', (_what, end) => {
  const stage = registered()
  stage.stop()
  expect(end(stage)).toEqual([{ do: 'unregistered', reason: 'unconfirmed' }])
  expect(stage.registration.nextWake).toBeNull()
})

test('stopping where nothing is bound is over at once', () => {
  const over = [{ do: 'unregistered', reason: 'stopped' }]
  expect(new Stage().stop()).toEqual(over)
  const failed = new Stage()
  failed.start()
  failed.lose()
  expect(failed.stop()).toEqual(over)
  expect(failed.registration.nextWake).toBeNull()
})

test('stopping waits for the REGISTER that is under way', () => {
  const accepted = new Stage()
  accepted.start()
  expect(accepted.stop()).toEqual([])
  expect(kinds(accepted.answer(200, contact(600)))).toEqual(['send'])
  expect(accepted.header('Expires')).toBe('0')
  expect(accepted.stop()).toEqual([])
  expect(accepted.answer(200)).toEqual([{ do: 'unregistered', reason: 'stopped' }])

  for (const end of [(stage: Stage) => stage.lose(), (stage: Stage) => stage.answer(401, challenge('a'))]) {
    const refused = new Stage()
    refused.start()
    refused.stop()
    expect(end(refused)).toEqual([{ do: 'unregistered', reason: 'stopped' }])
    const refresh = registered()
    refresh.wake()
    refresh.stop()
    expect(kinds(end(refresh))).toEqual(['send'])
    expect(refresh.header('Expires')).toBe('0')
  }
})

test('starting again while it is being removed registers after that', () => {
  const stage = registered()
  stage.stop()
  expect(stage.start()).toEqual([])
  const effects = stage.answer(200)
  expect(kinds(effects)).toEqual(['unregistered', 'send'])
  expect(stage.header('Expires')).toBe('600')
  expect(kinds(stage.answer(200, contact(600)))).toEqual(['registered'])
})

test('settings that cannot be printed are refused before anything is sent', () => {
  expect(() => new Stage({ aor: 'alice@example.com' })).toThrow(SipPrintError)
})

test('it registers with a server that checks', () => {
  for (const algorithm of DIGEST_ALGORITHMS) {
    let ids = 0
    const server = new DigestServer(
      { realm: 'example.com', algorithms: [algorithm], nonceLifetime: 60_000, nonces: 10 },
      new Uint8Array(16),
      () => `salt${++ids}`,
    )
    const stage = new Stage()
    stage.start()
    const fields = server.challenge('origin', stage.now, false).map(({ name, value }) => [name, value] as const)
    stage.answer(401, ...fields)
    const request = stage.request
    const credentials = request && server.credentials('origin', request)
    if (!credentials || typeof credentials === 'string') throw new Error(`no credentials: ${credentials}`)
    expect(server.verify(credentials, request, password, stage.now)).toEqual({ accepted: true })
  }
})

test('whatever happens, there is one request at a time, nothing waits in the past, and each stop ends', () => {
  const happening = fc.constantFrom(
    'start',
    'stop',
    'wake',
    'lose',
    'ok',
    'challenge',
    'stale',
    'brief',
    'busy',
    'forbidden',
    '439',
  )
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const stage = new Stage({ outbound })
      let waiting = 0
      let nonces = 0
      const play = (effects: readonly RegistrationEffect[], answers: boolean) => {
        if (answers && waiting > 0) waiting--
        waiting += effects.filter((effect) => effect.do === 'send').length
        expect(waiting).toBeLessThanOrEqual(1)
        const next = stage.registration.nextWake
        expect(next === null || next > stage.now).toBe(true)
        return effects
      }
      const happen = (what: (typeof happenings)[number]) => {
        if (what === 'start') return play(stage.start(), false)
        if (what === 'stop') return play(stage.stop(), false)
        if (what === 'wake') return stage.registration.nextWake === null ? [] : play(stage.wake().effects, false)
        if (what === 'lose') return play(stage.lose(), true)
        if (what === 'ok') return play(stage.answer(200, contact(100)), true)
        if (what === 'challenge') return play(stage.answer(401, challenge(`n${++nonces}`)), true)
        if (what === 'stale') return play(stage.answer(401, challenge(`n${++nonces}`, ',stale=true')), true)
        if (what === 'brief') return play(stage.answer(423, ['Min-Expires', String(1000 + ++nonces)]), true)
        if (what === 'busy') return play(stage.answer(503), true)
        return play(stage.answer(what === '439' ? 439 : 403), true)
      }
      for (const what of happenings) happen(what)
      const last = [...happen('stop')]
      for (let n = 0; n < 3 && waiting > 0; n++) last.push(...happen('ok'))
      expect(last.at(-1)).toMatchObject({ do: 'unregistered' })
      expect(waiting).toBe(0)
      expect(stage.registration.nextWake).toBeNull()
    }),
  )
})
