import { text } from './text.ts'

/** A session description, handed on as it is. Browsers' offers with every codec stay below 20 KiB. */
export const sdp = text(1, 256 * 1024)
