/** A plugin on one handle, as the fake's core sees it. */
export interface Plugin {
  /** What every event of it says of itself. */
  readonly tag: Body
  /** Whose handle it is, as far as the plugin knows a name. */
  readonly who?: string | null
  /** Names of the requests that are answered at once, within their transaction, by `answer`. All others go to `message`. */
  readonly prompt?: ReadonlySet<string>
  answer?(body: Body): Body
  /** A message from the application; `jsep.update` when the PeerConnection is negotiated already. Answers with events. */
  message(body: Body, jsep: PluginJsep | null, transaction: string): void
  /** ICE and DTLS are through. */
  mediaUp?(): void
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

export interface PushedJsep {
  readonly type: 'offer' | 'answer'
  readonly sdp: string
  /** Whose description it is: a phone's is made one for browsers by the core. A phone's when left out. */
  readonly from?: 'phone' | 'plugin'
}

/** What a plugin can have done on its handle. */
export interface PluginHost {
  /** An event for the application. */
  push(data: Body, options?: { readonly transaction?: string | null; readonly jsep?: PushedJsep | null }): void
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
