import { browserSdp } from '../contract/sdp.ts'
import type { Body, Plugin, PluginHost, PluginJsep, PushedJsep } from './plugin.ts'

type Send = (frame: Readonly<Record<string, unknown>>) => void

/** What the core answers when a session description cannot be (apierror.h). */
export class JsepError extends Error {
  readonly code: number

  constructor(code: number, text: string) {
    super(text)
    this.code = code
  }
}

/** An error that a test wants a plugin to report. */
export interface PluginFailure {
  readonly code: number
  readonly error: string
}

export interface FakeHandleOptions {
  readonly id: number
  readonly pluginName: string
  readonly send: Send
  readonly plugin: (host: PluginHost) => Plugin
  /** True when ICE and DTLS come up by themselves. */
  readonly mediaComesUp: () => boolean
  readonly onEnd: () => void
}

/** A handle: a plugin, and at most one PeerConnection. */
export class FakeHandle implements PluginHost {
  readonly id: number
  readonly candidates: unknown[] = []
  readonly #options: FakeHandleOptions
  readonly #plugin: Plugin
  #pc: { negotiated: boolean; up: boolean } | null = null
  #alive = true

  constructor(options: FakeHandleOptions) {
    this.id = options.id
    this.#options = options
    this.#plugin = options.plugin(this)
  }

  /** Whose it is; null where nobody knows. */
  get who(): string | null {
    return this.#plugin.who ?? null
  }

  get pluginName(): string {
    return this.#options.pluginName
  }

  /** Takes a session description of the application's on its way to the plugin. Throws JsepError. */
  negotiate(jsep: { readonly type: 'offer' | 'answer'; readonly sdp: string }): PluginJsep {
    if (!jsep.sdp.startsWith('v=')) throw new JsepError(465, "Invalid SDP (doesn't start with v=)")
    const update = this.#pc?.negotiated ?? false
    if (jsep.type === 'answer') {
      if (!this.#pc) throw new JsepError(469, 'Unexpected ANSWER (did we offer?)')
      this.#negotiated(this.#pc)
    } else this.#pc ??= { negotiated: false, up: false }
    return { ...jsep, update }
  }

  /** What the plugin answers at once; null for what it answers with events. */
  answer(body: Body, failure: PluginFailure | null): Body | null {
    if (!this.#plugin.prompt?.has(String(body.request))) return null
    if (failure) return { ...this.#plugin.tag, error_code: failure.code, error: failure.error }
    return this.#plugin.answer?.(body) ?? null
  }

  message(body: Body, jsep: PluginJsep | null, transaction: string, failure: PluginFailure | null): void {
    if (failure) this.push({ ...this.#plugin.tag, error_code: failure.code, error: failure.error }, { transaction })
    else this.#plugin.message(body, jsep, transaction)
  }

  push(data: Body, { transaction = null, jsep = null }: Parameters<PluginHost['push']>[1] = {}): void {
    if (!this.#alive) return
    if (jsep) {
      this.#pc ??= { negotiated: false, up: false }
      if (jsep.type === 'answer') this.#negotiated(this.#pc)
    }
    this.#send({
      janus: 'event',
      ...(transaction === null ? {} : { transaction }),
      plugindata: { plugin: this.#options.pluginName, data },
      ...(jsep ? { jsep: { type: jsep.type, sdp: forBrowsers(jsep) } } : {}),
    })
  }

  closePeerConnection(): void {
    if (!this.#pc) return
    this.#pc = null
    setImmediate(() => this.#send({ janus: 'hangup', reason: 'Close PC' }))
  }

  /** ICE and DTLS are through. */
  mediaUp(): void {
    const pc = this.#pc
    if (!pc?.negotiated || pc.up) return
    pc.up = true
    this.#plugin.mediaUp?.()
    this.#send({ janus: 'webrtcup' })
    this.#send({ janus: 'media', mid: '0', type: 'audio', receiving: true })
  }

  /** The PeerConnection breaks. */
  mediaDown(reason: string): void {
    if (!this.#pc) return
    this.#pc = null
    this.#plugin.mediaLost()
    this.#send({ janus: 'hangup', reason })
  }

  end(): void {
    if (!this.#alive) return
    this.#plugin.detached()
    this.#pc = null
    this.#send({ janus: 'detached' })
    this.#alive = false
    this.#options.onEnd()
  }

  #negotiated(pc: { negotiated: boolean }): void {
    if (pc.negotiated) return
    pc.negotiated = true
    setImmediate(() => {
      if (this.#options.mediaComesUp()) this.mediaUp()
    })
  }

  #send(frame: Readonly<Record<string, unknown>>): void {
    if (this.#alive) this.#options.send({ ...frame, sender: this.id })
  }
}

function forBrowsers({ type, sdp, from = 'phone' }: PushedJsep): string {
  return from === 'plugin' ? sdp : browserSdp({ type, video: /^m=video [1-9]/m.test(sdp), ufrag: 'janus' })
}
