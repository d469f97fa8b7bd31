import { afterEach } from 'vitest'
import { MsrpClient, type MsrpClientOptions } from './msrp-client.ts'
import { ChatEnd, type MsrpEdgeOptions, type RunningMsrp, startMsrp } from './msrp-edge.ts'

const endings: (() => unknown)[] = []

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** Does that once the test is over. */
export function afterwards(task: () => unknown): void {
  endings.push(task)
}

/** The edge alone, until the test is over. */
export async function msrp(options?: MsrpEdgeOptions): Promise<RunningMsrp> {
  const running = await startMsrp(options)
  afterwards(() => running.edge.stop())
  return running
}

/** A client that will connect. */
export function active(options?: MsrpClientOptions): MsrpClient {
  const client = MsrpClient.active(options)
  afterwards(() => client.close())
  return client
}

/** A client that waits for the edge. */
export async function passive(options?: MsrpClientOptions): Promise<MsrpClient> {
  const { client, close } = await MsrpClient.passive(options)
  afterwards(() => {
    client.close()
    close()
  })
  return client
}

export type EndSettings = ConstructorParameters<typeof ChatEnd>[1]
type Act = ConstructorParameters<typeof ChatEnd>[2]

/** A client in a session with us, bound on a connection of its own. */
export async function joined(
  { edge }: Pick<RunningMsrp, 'edge'>,
  settings: EndSettings = {},
  act?: Act,
): Promise<{ readonly end: ChatEnd; readonly peer: MsrpClient }> {
  const end = new ChatEnd(edge, settings, act)
  const peer = active()
  end.describe(peer)
  await peer.connect(end.session.path)
  await peer.bind()
  await end.next('bound')
  return { end, peer }
}
