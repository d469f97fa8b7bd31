/** One ICE candidate as browsers write it (W3C RTCIceCandidateInit); null where a client left a part out. */
export interface IceCandidate {
  readonly candidate: string
  readonly sdpMid: string | null
  readonly sdpMLineIndex: number | null
}
