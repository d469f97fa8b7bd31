/** How the host of a video room becomes that of its chat room. */
export interface HostRewrite {
  /** In lower case; never empty. */
  readonly from: string
  readonly to: string
}

/**
 * The chat room of a video room, `user@host`: the same user, and in the host the first `from` is `to` (msrp-conference §13). Null, and a host in which it is
 * not, leave the address as it is: people in a video room write to each other in any case.
 */
export function chatroomOf(videoRoom: string, rewrite: HostRewrite | null): string {
  const host = videoRoom.lastIndexOf('@') + 1
  const at = rewrite === null ? -1 : videoRoom.toLowerCase().indexOf(rewrite.from, host)
  if (rewrite === null || at < 0) return videoRoom
  return videoRoom.slice(0, at) + rewrite.to + videoRoom.slice(at + rewrite.from.length)
}
