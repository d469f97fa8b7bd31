import { FakeGateway } from '../fake-gateway.ts'
import type { Account } from './account.ts'
import type { AddAccountOptions, Connection } from './connection.ts'
import { createConnection } from './sylkrtc.ts'

/** Lets everything that is under way come to its end. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

/** An application of sylkrtc.js before a gateway, for tests. */
export interface FakeApplication {
  readonly gateway: FakeGateway
  readonly connection: Connection
  readonly account: Account
  /** Has the gateway tell something of the account; resolves when that has been worked in. */
  tell(event: string, fields: object): Promise<void>
}

/** One that is connected, and has added alice's account. */
export async function startApplication(options: Partial<AddAccountOptions> = {}): Promise<FakeApplication> {
  const gateway = new FakeGateway()
  const connection = createConnection({ server: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  await settled()
  gateway.greet()
  const alice = { account: 'alice@example.com', password: 'secret', displayName: 'Alice', ...options }
  const account = await new Promise<Account>((resolve, reject) =>
    connection.addAccount(alice, (error, added) => (added === null ? reject(error) : resolve(added))),
  )
  return {
    ...{ gateway, connection, account },
    async tell(event, fields) {
      gateway.say({ sylkrtc: 'account-event', account: account.id, event, ...fields })
      await settled()
    },
  }
}
