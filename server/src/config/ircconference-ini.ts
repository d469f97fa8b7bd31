import { address } from './network-values.ts'
import { addressKey, option } from './options.ts'
import { optional, text, url } from './values.ts'

/** ircconference.ini: rooms that are windows to IRC channels. */
export const ircconferenceIni = {
  file: 'ircconference.ini',
  sections: {},
  named: {
    kind: 'room',
    accepts: (name: string) => !/\s/.test(name),
    key: addressKey,
    options: {
      channel: option('channel', text, 'test'),
      server: option('server', address(6667), 'irc.freenode.net:6667'),
      website: option('website', optional(url('http', 'https')), ''),
    },
  },
}
