/** A Janus and browsers around it, real or fake: the same for every test. */
export interface RoomsEnvironment {
  readonly url: string
  readonly apiSecret: string
  /** A new PeerConnection in a browser. */
  peer(): Promise<MediaPeer>
  /** Kills Janus and starts it again, empty. */
  restartJanus(): Promise<void>
  /** What was made for one test goes. */
  tidy(): Promise<void>
  stop(): Promise<void>
}

/** One PeerConnection of a browser. */
export interface MediaPeer {
  /** An offer that sends a microphone, a camera, or both. */
  offer(media: { readonly audio: boolean; readonly video: boolean }): Promise<string>
  /** The answer to its offer. */
  accept(answer: string): Promise<void>
  /** Its answer to an offer. */
  answer(offer: string): Promise<string>
  /** Both sides have both descriptions by now: ICE and DTLS may go through. */
  connect(): Promise<void>
  /** The tab is closed, without a word. */
  close(): Promise<void>
}
