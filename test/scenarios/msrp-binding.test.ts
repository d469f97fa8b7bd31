import { afterEach, expect, test } from 'vitest'
import { MsrpClient } from './support/msrp-client.ts'
import { ChatEnd, type MsrpEdgeOptions, type RunningMsrp, startMsrp } from './support/msrp-edge.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function msrp(options?: MsrpEdgeOptions): Promise<RunningMsrp> {
  const running = await startMsrp(options)
  endings.push(() => running.edge.stop())
  return running
}

function client(): MsrpClient {
  const active = MsrpClient.active()
  endings.push(() => active.close())
  return active
}

test('[C3] [P1] who is awaited binds the session with a SEND without body, which nobody is told of', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  const peer = client()
  end.describe(peer)
  await peer.connect(end.session.path)
  expect(await peer.bind()).toMatchObject({ status: 200, comment: 'OK' })
  await end.next('bound')
  expect(end.told.map(({ kind }) => kind)).toEqual(['bound'])
})
