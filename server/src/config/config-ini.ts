import { applicationMap } from './application-map.ts'
import { hostName, ipAddress, listeningPort, peers, port, portRange, sipProxy } from './network-values.ts'
import { option } from './options.ts'
import { boolean, choice, integer, listOf, optional, path, seconds, text, textList } from './values.ts'

const DEFAULT_ROUTE = { empty: 'the address of the default route' }

/** config.ini: the server itself. */
export const configIni = {
  file: 'config.ini',
  sections: {
    Server: {
      caFile: option('ca_file', path, '/etc/weft/tls/ca.crt'),
      certificate: option('certificate', path, '/etc/weft/tls/default.crt'),
      verifyServer: option('verify_server', boolean, 'False'),
      enableBonjour: option('enable_bonjour', boolean, 'False'),
      defaultApplication: option('default_application', text, 'conference'),
      applicationMap: option('application_map', applicationMap, 'echo:echo'),
      disabledApplications: option('disabled_applications', textList, ''),
      extraApplicationsDir: option('extra_applications_dir', optional(path), ''),
      traceDir: option('trace_dir', path, '/var/log/weft'),
      traceDns: option('trace_dns', boolean, 'False'),
      traceSip: option('trace_sip', boolean, 'False'),
      traceMsrp: option('trace_msrp', boolean, 'False'),
      traceCore: option('trace_core', boolean, 'False'),
      traceNotifications: option('trace_notifications', boolean, 'False'),
      logLevel: option('log_level', choice('debug', 'info', 'warning', 'error', 'critical'), 'info'),
      spoolDir: option('spool_dir', path, '/var/spool/weft'),
    },
    SIP: {
      localIp: option('local_ip', optional(ipAddress), '', DEFAULT_ROUTE),
      localUdpPort: option('local_udp_port', listeningPort, '5060', { empty: 'off' }),
      localTcpPort: option('local_tcp_port', listeningPort, '5060', { empty: 'off' }),
      localTlsPort: option('local_tls_port', listeningPort, '5061', {
        empty: 'off',
        conflict: (value, earlier) =>
          value !== null && value !== 0 && String(value) === earlier('SIP.local_tcp_port')
            ? { reason: 'is also local_tcp_port', use: '' }
            : null,
      }),
      advertisedIp: option('advertised_ip', optional(ipAddress), ''),
      outboundProxy: option('outbound_proxy', optional(sipProxy), ''),
      trustedPeers: option('trusted_peers', peers, 'any'),
      enableIce: option('enable_ice', boolean, 'False'),
    },
    MSRP: {
      useTls: option('use_tls', boolean, 'True'),
    },
    RTP: {
      audioCodecs: option(
        'audio_codecs',
        listOf(choice('opus', 'G722', 'PCMA', 'PCMU', 'speex', 'GSM', 'iLBC')),
        'opus, G722, PCMA, PCMU',
      ),
      portRange: option('port_range', portRange, '50000:50500'),
      srtpEncryption: option('srtp_encryption', choice('opportunistic', 'sdes', 'zrtp', 'disabled'), 'opportunistic'),
      timeout: option('timeout', seconds(0, 86400), '30'),
      sampleRate: option('sample_rate', integer(8000, 48000), '48000'),
    },
    WebServer: {
      localIp: option('local_ip', optional(ipAddress), '', DEFAULT_ROUTE),
      localPort: option('local_port', port, '10888'),
      publicPort: option('public_port', optional(port), '', { empty: 'local_port' }),
      hostname: option('hostname', optional(hostName), '', { empty: 'local_ip' }),
      certificate: option('certificate', optional(path), '', { empty: 'none: plain http' }),
      certificateChain: option('certificate_chain', optional(path), ''),
      logDir: option('log_dir', optional(path), ''),
    },
    ThorNetwork: {
      enabled: option('enabled', boolean, 'False'),
      domain: option('domain', text, 'sipthor.net'),
      multiply: option('multiply', integer(1, 1_000_000), '1000'),
      certificate: option('certificate', optional(path), ''),
      privateKey: option('private_key', optional(path), ''),
      ca: option('ca', optional(path), ''),
    },
  },
  named: null,
}
