import { accessList, accessPolicy } from './access-values.ts'
import { address, sipProxy } from './network-values.ts'
import { addressKey, option } from './options.ts'
import { boolean, choice, integer, optional, path, seconds, text, textList, url } from './values.ts'

/** In the sources of every SylkServer, hence known to everybody. */
export const PUBLIC_API_SECRET = '0745f2f74f34451c89343afcdcae5809'

const bitrate = integer(64_000, 4_194_304)
const videoCodec = choice('vp9', 'vp8', 'h264')

/** webrtcgateway.ini: SylkRTC clients, their calls, rooms, messages and files. */
export const webrtcgatewayIni = {
  file: 'webrtcgateway.ini',
  sections: {
    General: {
      webOrigins: option('web_origins', textList, '*'),
      sipDomains: option('sip_domains', textList, '*'),
      outboundSipProxy: option('outbound_sip_proxy', optional(sipProxy), ''),
      traceClient: option('trace_client', boolean, 'False'),
      websocketPingInterval: option('websocket_ping_interval', seconds(1, 86_400), '120'),
      applicationDir: option('application_dir', path, '/var/lib/weft/webrtcgateway'),
      recordingDir: option('recording_dir', path, '<Server.spool_dir>/videoconference/recordings'),
      filesharingDir: option('filesharing_dir', path, '<Server.spool_dir>/videoconference/files'),
      fileTransferDir: option('file_transfer_dir', path, '<General.application_dir>/file_transfers'),
      httpManagementInterface: option('http_management_interface', address(20888), '127.0.0.1:20888'),
      httpManagementAuthSecret: option('http_management_auth_secret', optional(text), '', { secret: true }),
      sylkPushUrl: option('sylk_push_url', optional(url('http', 'https')), ''),
      xcapUrl: option('xcap_url', optional(url('http', 'https')), ''),
      localSipMessages: option('local_sip_messages', boolean, 'False'),
      filetransferExpireDays: option('filetransfer_expire_days', integer(1, 36_500), '15'),
    },
    Janus: {
      apiUrl: option('api_url', url('ws', 'wss'), 'ws://127.0.0.1:8188'),
      apiSecret: option('api_secret', optional(text), PUBLIC_API_SECRET, { secret: true }),
      traceJanus: option('trace_janus', boolean, 'False'),
      maxBitrate: option('max_bitrate', bitrate, '2016000'),
      videoCodec: option('video_codec', videoCodec, 'vp9'),
      declineCode: option('decline_code', integer(400, 699), '486'),
    },
    Cassandra: {
      clusterContactPoints: option('cluster_contact_points', textList, ''),
      keyspace: option('keyspace', text, ''),
      pushTokensTable: option('push_tokens_table', text, ''),
    },
    FileStorage: {
      storageDir: option('storage_dir', path, '<General.application_dir>/storage'),
    },
  },
  named: {
    kind: 'room@domain',
    accepts: (name: string) => name.includes('@'),
    key: addressKey,
    options: {
      record: option('record', boolean, 'False'),
      accessPolicy: option('access_policy', accessPolicy, 'allow,deny'),
      allow: option('allow', accessList, 'all'),
      deny: option('deny', accessList, 'none'),
      maxBitrate: option('max_bitrate', bitrate, '<Janus.max_bitrate>'),
      videoCodec: option('video_codec', videoCodec, '<Janus.video_codec>'),
      videoDisabled: option('video_disabled', boolean, 'False'),
      inviteParticipants: option('invite_participants', textList, ''),
      persistent: option('persistent', boolean, 'False'),
      // Weft's own.
      moderators: option('moderators', textList, ''),
      registeredOnly: option('registered_only', boolean, 'False'),
      maxPublishers: option('max_publishers', integer(0, 10_000), '0'),
    },
  },
}
