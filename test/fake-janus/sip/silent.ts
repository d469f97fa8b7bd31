import type { Agent } from './dialog.ts'

/** An end of a dialog that nobody listens at any more. */
export const silent: Agent = {
  provisional: () => {},
  accepted: () => {},
  refused: () => {},
  acknowledged: () => {},
  cancelled: () => {},
  ended: () => {},
  offered: (_sdp, answer) => answer(481),
  message: (_contentType, _content, answer) => answer(481),
  info: () => {},
}
