import { addressKey, option } from './options.ts'
import { boolean, optional, path, seconds, text } from './values.ts'

/** playback.ini: what the playback application plays to whom. */
export const playbackIni = {
  file: 'playback.ini',
  sections: {
    Playback: {
      filesDir: option('files_dir', path, '/usr/share/weft/sounds'),
      enableVideo: option('enable_video', boolean, 'False'),
      answerDelay: option('answer_delay', seconds(0, 60), '1'),
      enableChuckNorrisReply: option('enable_chuck_norris_reply', boolean, 'True'),
    },
  },
  named: {
    kind: 'user@domain or user',
    accepts: (name: string) => !/\s/.test(name),
    key: addressKey,
    options: {
      /** Relative to filesDir, so kept as it is written. */
      file: option('file', optional(text), ''),
      enableVideo: option('enable_video', boolean, '<Playback.enable_video>'),
      answerDelay: option('answer_delay', seconds(0, 60), '<Playback.answer_delay>'),
      enableChuckNorrisReply: option('enable_chuck_norris_reply', boolean, '<Playback.enable_chuck_norris_reply>'),
    },
  },
}
