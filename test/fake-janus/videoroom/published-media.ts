import { type BrowserMedia, mediaOf } from '../../contract/sdp.ts'
import type { Body } from '../plugin.ts'

/** One of the media of a publisher. */
export interface PublishedMedia {
  readonly kind: 'audio' | 'video'
  readonly mid: string
  /** `none` where it was offered and is not sent. */
  readonly codec: string
  /** Whether the publisher lets it through. */
  sends: boolean
  /** Whether a moderator took it away. */
  moderated: boolean
}

/** What an offer publishes. */
export function publishedBy(offer: string, videoCodec: string): PublishedMedia[] {
  return mediaOf(offer).map(({ kind, mid, direction }) => {
    const offered = direction === 'sendonly' || direction === 'sendrecv'
    const codec = kind === 'audio' ? 'opus' : videoCodec
    return { kind, mid, codec: offered ? codec : 'none', sends: true, moderated: false }
  })
}

/** The answer to it. */
export function answered(media: readonly PublishedMedia[]): BrowserMedia[] {
  return media.map(({ kind, mid, codec }) => ({ kind, mid, direction: codec === 'none' ? 'inactive' : 'recvonly' }))
}

/** As Janus 1.x lists them. */
export function streamsOf(media: readonly PublishedMedia[]): Body[] {
  return media.map(({ kind, mid, codec, moderated }, mindex) => {
    if (codec === 'none') return { type: kind, mindex, mid, disabled: true }
    return { type: kind, mindex, mid, codec, ...(moderated ? { moderated: true } : {}) }
  })
}

/** As all versions name them. */
export function codecsOf(media: readonly PublishedMedia[]): Body {
  const audio = media.find(({ kind }) => kind === 'audio')
  const video = media.find(({ kind }) => kind === 'video')
  return { ...(audio ? { audio_codec: audio.codec } : {}), ...(video ? { video_codec: video.codec } : {}) }
}
