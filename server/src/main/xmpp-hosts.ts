import type { Config } from '../config/config.ts'

/** As `application_map` and `disabled_applications` name it. */
export const XMPP_GATEWAY = 'xmppgateway'

/** Hosts of SIP URIs that option `application_map` says are on XMPP, in lower case. */
export function xmppHostsOf({ server }: Config): readonly string[] {
  const mapped = server.applicationMap.filter(({ application, key }) => application === XMPP_GATEWAY && !key.includes('@'))
  return mapped.map(({ key }) => key.toLowerCase())
}
