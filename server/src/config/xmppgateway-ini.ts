import { hostName, ipAddress, port } from './network-values.ts'
import { option } from './options.ts'
import { boolean, choice, listOf, optional, path, seconds, text } from './values.ts'

/** xmppgateway.ini: SIP domains on XMPP. */
export const xmppgatewayIni = {
  file: 'xmppgateway.ini',
  sections: {
    general: {
      domains: option('domains', listOf(hostName), ''),
      mucPrefix: option('muc_prefix', text, 'conference'),
      localIp: option('local_ip', optional(ipAddress), '', { empty: 'the address of the default route' }),
      localPort: option('local_port', port, '5269'),
      transport: option('transport', choice('tls', 'tcp'), 'tls'),
      certificate: option('certificate', path, '/etc/weft/tls/default.crt'),
      caFile: option('ca_file', path, '/etc/weft/tls/ca.crt'),
      useMsrpForChat: option('use_msrp_for_chat', boolean, 'True'),
      useCpim: option('use_cpim', boolean, 'True'),
      sipSessionTimeout: option('sip_session_timeout', seconds(1, 31_536_000), '86400'),
      traceXmpp: option('trace_xmpp', boolean, 'False'),
      logPresence: option('log_presence', boolean, 'False'),
      logMessages: option('log_messages', boolean, 'False'),
      logIscomposing: option('log_iscomposing', boolean, 'False'),
    },
  },
  named: null,
}
