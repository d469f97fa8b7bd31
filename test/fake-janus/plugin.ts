/** A plugin on one handle, as the fake's core sees it. */
export interface Plugin {
  /** A message from the application; `jsep.update` when the PeerConnection is negotiated already. Answers with events, as SIP does. */
  message(body: Body, jsep: PluginJsep | null, transaction: string): void
  /** The PeerConnection went, and not because the plugin wished so. */
  mediaLost(): void
  /** The handle is being detached. */
  detached(): void
}

export type Body = Readonly<Record<string, unknown>>

export interface PluginJsep {
  readonly type: 'offer' | 'answer'
  readonly sdp: string
  readonly update: boolean
}

/** What a plugin can have done on its handle. */
export interface PluginHost {
  /** An event for the application. `jsep.sdp` is the far side's: the core makes it one for browsers. */
  push(
    data: Body,
    options?: {
      readonly transaction?: string | null
      readonly jsep?: { readonly type: 'offer' | 'answer'; readonly sdp: string } | null
    },
  ): void
  /** Closes the PeerConnection, if there is one. */
  closePeerConnection(): void
  /** Detaches the handle. */
  end(): void
}

/** An error the way plugins report it. */
export class PluginError extends Error {
  readonly code: number

  constructor(code: number, text: string) {
    super(text)
    this.code = code
  }
}
