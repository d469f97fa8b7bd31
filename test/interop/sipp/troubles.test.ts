import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fastClock } from '../../scenarios/support/fast-clock.ts'
import { type RunningEdge, startEdge } from '../../scenarios/support/sip-edge.ts'
import { Call, Switchboard, sdpOf } from '../../scenarios/support/switchboard.ts'
import { describeWith } from '../needs.ts'
import { startSipp } from '../peers/sipp.ts'
import { until } from '../until.ts'
import { TROUBLES, type Trouble } from './trouble.ts'

/** How much faster the server's time goes than SIPp's: what lasts 32 s is over in 3.2 s, and a busy machine has 50 ms before something is repeated. */
const HURRY = 10
const OFFER = Buffer.from(sdpOf('weft'))

/** The server calls SIPp. */
function call(
  { edge }: RunningEdge,
  port: number,
  transport: string,
  { when, does, asksForOffer }: NonNullable<Trouble['called']>,
): Call {
  const uri = `sip:sipp@127.0.0.1:${port};transport=${transport}`
  const act = () => (does === 'end' ? calling.session.end() : calling.session.offer(OFFER))
  const credentials = [{ realm: null, username: 'weft', secret: { kind: 'password', password: 'secret' } as const }]
  const own = { uri, from: '<sip:weft@weft.test>', to: `<${uri}>`, headers: [], credentials }
  const calling: Call = new Call(
    edge.sessions.call({ ...own, description: asksForOffer ? null : OFFER }, (event) => {
      calling.events.put(event)
      if (event.kind === 'offer') calling.session.answer(OFFER)
      if (event.kind === when) act()
    }),
    null,
  )
  if (when === 'sent') setTimeout(act, 100)
  return calling
}

async function play({ name, calls, called, ends }: Trouble, transport: 'udp' | 'tcp'): Promise<void> {
  const board = new Switchboard()
  const running = await startEdge([board], { clock: fastClock(HURRY) })
  const { edge, udp, tcp } = running
  const remote = { host: '127.0.0.1', port: transport === 'udp' ? udp : tcp }
  const scenario = new URL(`${name}.xml`, import.meta.url)
  const sipp = await startSipp({
    scenario,
    transport,
    timeout: 30,
    losesInPauses: true,
    ...(calls === undefined ? {} : { remote, service: calls }),
  })
  try {
    const placed = called && call(running, sipp.port, transport, called)
    const result = await sipp.result
    expect(result, result.messages).toMatchObject({ successful: 1, failed: 0, errors: '' })
    const one = placed ?? (ends === null ? null : await board.calls.next())
    expect(one && (await one.until('ended')).why).toBe(ends)
    expect(board.calls.size).toBe(0)
    await until(
      'no dialog and no transaction is left',
      10_000,
      () => edge.sessions.size + edge.transactions + edge.requests === 0,
    )
  } finally {
    await sipp.stop()
    edge.stop()
  }
}

describeWith(['sipp'], 'SIPp and the SIP edge', () => {
  for (const trouble of TROUBLES)
    for (const transport of trouble.over)
      test.concurrent(`${trouble.name} over ${transport.toUpperCase()}`, () => play(trouble, transport))
})

test('each scenario is played', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.xml'))
  expect(files.sort()).toEqual(TROUBLES.map(({ name }) => `${name}.xml`).sort())
})
