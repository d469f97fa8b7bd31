import { accessList, accessPolicy } from './access-values.ts'
import { addressKey, option } from './options.ts'
import { boolean, integer, optional, path, textList, url } from './values.ts'

// `$room` in it is replaced later, so it is kept as given; as a path or query it does not hinder the check.
const gatewayUrl = optional(url('http', 'https'))

/** conference.ini: chat rooms. A room inherits what its own section does not say. */
export const conferenceIni = {
  file: 'conference.ini',
  sections: {
    Conference: {
      historySize: option('history_size', integer(0, 1000), '20'),
      accessPolicy: option('access_policy', accessPolicy, 'allow,deny'),
      allow: option('allow', accessList, 'all'),
      deny: option('deny', accessList, 'none'),
      fileTransferDir: option('file_transfer_dir', path, '<Server.spool_dir>/conference/files'),
      pushFileTransfer: option('push_file_transfer', boolean, 'False'),
      screensharingImagesDir: option('screensharing_images_dir', path, '<Server.spool_dir>/conference/screensharing'),
      advertiseXmppSupport: option('advertise_xmpp_support', boolean, 'False'),
      pstnAccessNumbers: option('pstn_access_numbers', textList, ''),
      webrtcGatewayUrl: option('webrtc_gateway_url', gatewayUrl, ''),
      zrtpAutoVerify: option('zrtp_auto_verify', boolean, 'True'),
      disableMusicOnHold: option('disable_music_on_hold', boolean, 'False'),
    },
  },
  named: {
    kind: 'room@domain',
    accepts: (name: string) => name.includes('@'),
    key: addressKey,
    options: {
      accessPolicy: option('access_policy', accessPolicy, '<Conference.access_policy>'),
      allow: option('allow', accessList, '<Conference.allow>'),
      deny: option('deny', accessList, '<Conference.deny>'),
      pstnAccessNumbers: option('pstn_access_numbers', textList, '<Conference.pstn_access_numbers>'),
      advertiseXmppSupport: option('advertise_xmpp_support', boolean, '<Conference.advertise_xmpp_support>'),
      webrtcGatewayUrl: option('webrtc_gateway_url', gatewayUrl, '<Conference.webrtc_gateway_url>'),
      disableMusicOnHold: option('disable_music_on_hold', boolean, '<Conference.disable_music_on_hold>'),
      zrtpAutoVerify: option('zrtp_auto_verify', boolean, '<Conference.zrtp_auto_verify>'),
    },
  },
}
