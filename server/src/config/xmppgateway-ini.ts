import { domainPlace } from './domain-place.ts'
import { address, hostName, ipAddress, listeningPort, port } from './network-values.ts'
import { option } from './options.ts'
import { boolean, choice, integer, listOf, optional, path, seconds, text } from './values.ts'

/** xmppgateway.ini: SIP domains on XMPP. */
export const xmppgatewayIni = {
  file: 'xmppgateway.ini',
  sections: {
    general: {
      domains: option('domains', listOf(hostName), ''),
      mucPrefix: option('muc_prefix', text, 'conference'),
      mucDomains: option('muc_domains', listOf(hostName), '', { empty: 'none' }),
      localIp: option('local_ip', optional(ipAddress), '', { empty: 'the address of the default route' }),
      localPort: option('local_port', port, '5269'),
      transport: option('transport', choice('tls', 'tcp'), 'tls'),
      starttls: option('starttls', choice('required', 'optional', 'off'), 'required'),
      directTlsPort: option('direct_tls_port', listeningPort, ''),
      certificate: option('certificate', path, '/etc/weft/tls/default.crt'),
      caFile: option('ca_file', path, '/etc/weft/tls/ca.crt'),
      auth: option('auth', listOf(choice('external', 'dialback')), 'external, dialback'),
      authorities: option('authorities', optional(path), '', { empty: 'those that Node knows' }),
      bidi: option('bidi', boolean, 'False'),
      s2sWhitelist: option('s2s_whitelist', listOf(hostName), '', { empty: 'all' }),
      s2sBlacklist: option('s2s_blacklist', listOf(hostName), ''),
      s2sDnsOverride: option('s2s_dns_override', listOf(domainPlace(5269)), ''),
      stanzasPerSecond: option('stanzas_per_second', integer(1, 100_000), '500'),
      component: option('component', optional(address(5347)), '', { empty: 'all servers are spoken with' }),
      componentSecret: option('component_secret', text, '', { secret: true }),
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
