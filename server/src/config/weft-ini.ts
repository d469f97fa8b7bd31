import { hostRewrite } from './host-rewrite.ts'
import { hostName, ipAddress, listeningPort, networkList, peers } from './network-values.ts'
import { type Conflict, option } from './options.ts'
import { postgresUrl } from './postgres-url.ts'
import { boolean, integer, listOf, optional, path, seconds, text } from './values.ts'
import { colour, helpLink, iceUrl, pictureFile } from './web-values.ts'

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
      roomsPerConnection: option('rooms_per_connection', integer(1, 10_000), '10'),
      feedsPerRoom: option('feeds_per_room', integer(1, 100_000), '500'),
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
    Rooms: {
      maxRooms: option('max_rooms', integer(1, 1_000_000), '1000'),
      maxPublishers: option('max_publishers', integer(1, 10_000), '50'),
      conferenceUriRewrite: option('conference_uri_rewrite', optional(hostRewrite), 'videoconference:conference'),
      chatroomExpire: option('chatroom_expire', seconds(0, 86_400), '0'),
      referRequiresParticipant: option('refer_requires_participant', boolean, 'True'),
    },
    MSRP: {
      tcpPort: option('tcp_port', listeningPort, '2855', { empty: 'off' }),
      tlsPort: option('tls_port', listeningPort, '2856', {
        empty: 'off',
        conflict: (value, earlier) =>
          value !== null && value !== 0 && String(value) === earlier('MSRP.tcp_port')
            ? { reason: 'is also tcp_port', use: '' }
            : null,
      }),
      keepalive: option('keepalive', seconds(10, 3600), '60'),
      maxMessageSize: option('max_message_size', integer(65_536, 1_073_741_824), '10485760'),
      preferActive: option('prefer_active', boolean, 'False'),
      answerDelay: option('answer_delay', seconds(0, 120), '0'),
    },
    Web: {
      static: option('static', boolean, 'True'),
      defaultDomain: option('default_domain', optional(hostName), '', {
        empty: 'the first of [Registrar] domains, or of sip_domains',
      }),
      conferenceDomain: option('conference_domain', optional(hostName), '', { empty: 'videoconference. and default_domain' }),
      guests: option('guests', boolean, 'True'),
      guestDomain: option('guest_domain', optional(hostName), '', { empty: 'guest. and default_domain' }),
      iceServers: option('ice_servers', listOf(iceUrl), ''),
      turnSecret: option('turn_secret', optional(text), '', { secret: true }),
      turnLifetime: option('turn_lifetime', seconds(600, 604_800), '43200'),
      turnUsername: option('turn_username', optional(text), ''),
      turnPassword: option('turn_password', optional(text), '', { secret: true }),
      name: option('name', text, 'Weft'),
      logo: option('logo', optional(pictureFile), ''),
      accentColour: option('accent_colour', optional(colour), ''),
      supportUrl: option('support_url', optional(helpLink), ''),
    },
    Registrar: {
      enabled: option('enabled', boolean, 'False'),
      domains: option('domains', listOf(hostName), ''),
      usersFile: option('users_file', path, '/etc/weft/users.htdigest'),
      // RFC 3261 §10.3: nobody who asks for an hour or more may be refused.
      minExpires: option('min_expires', integer(1, 3600), '60'),
      maxExpires: option('max_expires', integer(60, 604_800), '3600', {
        conflict: (value, earlier) => below(value, earlier('Registrar.min_expires'), 'is less than min_expires'),
      }),
      defaultExpires: option('default_expires', integer(1, 604_800), '600', {
        conflict: (value, earlier) =>
          below(value, earlier('Registrar.min_expires'), 'is less than min_expires') ??
          above(value, earlier('Registrar.max_expires'), 'is more than max_expires'),
      }),
      maxContacts: option('max_contacts', integer(1, 100), '10'),
      nonceLifetime: option('nonce_lifetime', seconds(10, 86_400), '300'),
      strangersMayCall: option('strangers_may_call', boolean, 'True'),
      usersMayCallOut: option('users_may_call_out', boolean, 'True'),
      messagesTo: option('messages_to', optional(text), 'webrtcgateway'),
      requestsPerAddress: option('requests_per_address', integer(1, 1_000_000), '500'),
      registrationsPerSecond: option('registrations_per_second', integer(1, 1_000_000), '2000'),
      requestsPerSecond: option('requests_per_second', integer(1, 1_000_000), '5000'),
    },
    Files: {
      maxFileSize: option('max_file_size', integer(1024, 1_000_000_000_000), '4294967296'),
      quotaPerAccount: option('quota_per_account', integer(0, 999_999_999_999_999), '21474836480'),
      quotaPerRoom: option('quota_per_room', integer(0, 999_999_999_999_999), '10737418240'),
      quota: option('quota', integer(0, 999_999_999_999_999), '0'),
      // Journals are often on the same disk, and messages matter more than files.
      keepFree: option('keep_free', integer(0, 999_999_999_999_999), '536870912'),
    },
    Store: {
      path: option('path', path, '/var/lib/weft/weft.db'),
      url: option('url', optional(postgresUrl), '', { empty: 'none: the file of path' }),
      retentionDays: option('retention_days', integer(0, 36_500), '365'),
    },
  },
  named: null,
}

function below(value: number, least: string, reason: string): Conflict | null {
  return value < Number(least) ? { reason, use: least } : null
}

function above(value: number, most: string, reason: string): Conflict | null {
  return value > Number(most) ? { reason, use: most } : null
}
