import { Administration } from '../applications/gateway/administration.ts'
import type { Config } from '../config/config.ts'
import { AdminEdge } from '../edge/admin/server.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { PushTokens } from '../ports/push-tokens.ts'

interface AdminNeeds {
  /** Name and version, as answers bear them. */
  readonly product: string
  readonly clock: Clock
  readonly log: Log
  readonly pushTokens: PushTokens
}

/** Options `http_management_interface` and `http_management_auth_secret`. */
export function adminOf({ gateway }: Config, { product, clock, log, pushTokens }: AdminNeeds): AdminEdge {
  const { httpManagementInterface: listener, httpManagementAuthSecret: secret } = gateway
  const administration = new Administration({ pushTokens, clock, secret })
  return new AdminEdge(administration, { ...listener, product, hasSecret: secret !== null }, log)
}
