// What pages have and Node does not, for programs that are run with `--import` of this: media without sound and picture, and uploads.
import { FakePeer, fakeStream } from '../../../client/fake-media.ts'

/** As much of XMLHttpRequest as uploads need. */
class StandInRequest {
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null } = { onprogress: null }
  onload: (() => void) | null = null
  onerror: (() => void) | null = null
  onabort: (() => void) | null = null
  onloadend: (() => void) | null = null
  status = 0
  responseText = ''
  readonly #abort = new AbortController()
  #url = ''

  open(_method: string, url: string): void {
    this.#url = url
  }

  send(body: Blob): void {
    fetch(this.#url, { method: 'POST', body, signal: this.#abort.signal })
      .then(async (response) => {
        this.status = response.status
        this.responseText = await response.text()
        this.upload.onprogress?.({ loaded: body.size })
        this.onload?.()
      })
      .catch(() => (this.#abort.signal.aborted ? this.onabort?.() : this.onerror?.()))
      .finally(() => this.onloadend?.())
  }

  abort(): void {
    this.#abort.abort()
  }
}

Object.assign(globalThis, { RTCPeerConnection: FakePeer, MediaStream: fakeStream, XMLHttpRequest: StandInRequest })
Object.defineProperty(navigator, 'mediaDevices', {
  value: {
    getUserMedia: async ({ audio, video }: MediaStreamConstraints) =>
      fakeStream(...(audio ? ['audio' as const] : []), ...(video ? ['video' as const] : [])),
  },
})
