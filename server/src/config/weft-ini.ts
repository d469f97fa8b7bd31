import { ipAddress, networkList, peers } from './network-values.ts'
import { option } from './options.ts'
import { boolean, integer, listOf, seconds } from './values.ts'

/** weft.ini: what SylkServer has no options for. */
export const weftIni = {
  file: 'weft.ini',
  sections: {
    Limits: {
      // Clients send files' thumbnails and address books in one frame, so less than 1 MiB would break what works today.
      maxFrameSize: option('max_frame_size', integer(1_048_576, 67_108_864), '1048576'),
      requestsPerSecond: option('requests_per_second', integer(0, 100_000), '100'),
      requestBurst: option('request_burst', integer(1, 1_000_000), '500'),
      accountsPerConnection: option('accounts_per_connection', integer(1, 10_000), '20'),
      callsPerConnection: option('calls_per_connection', integer(1, 10_000), '20'),
      queuedRequests: option('queued_requests', integer(1, 1_000_000), '1000'),
      connectionsPerAddress: option('connections_per_address', integer(0, 1_000_000), '0'),
      slowReaderBytes: option('slow_reader_bytes', integer(65_536, 1_073_741_824), '4194304'),
    },
    Dns: {
      nameservers: option('nameservers', listOf(ipAddress), '', { empty: "the system's" }),
      timeout: option('timeout', seconds(0.1, 60), '5'),
    },
    Trust: {
      proxies: option('proxies', networkList, ''),
      appHeaderPeers: option('app_header_peers', peers, '<SIP.trusted_peers>'),
    },
    Janus: {
      requestTimeout: option('request_timeout', seconds(0.1, 120), '10'),
      reconnectMin: option('reconnect_min', seconds(0.1, 60), '0.5'),
      reconnectMax: option('reconnect_max', seconds(0.1, 600), '10', {
        conflict: (value, earlier) => {
          const least = earlier('Janus.reconnect_min')
          return value < Number(least) * 1000 ? { reason: 'is less than reconnect_min', use: least } : null
        },
      }),
    },
    Calls: {
      updateTimeout: option('update_timeout', seconds(1, 120), '10'),
      drainTimeout: option('drain_timeout', seconds(0, 86_400), '0'),
      offerSrtp: option('offer_srtp', boolean, 'True'),
    },
    Web: {
      static: option('static', boolean, 'True'),
    },
  },
  named: null,
}
