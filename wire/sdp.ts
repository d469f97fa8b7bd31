import * as z from 'zod/mini'
import { text } from './text.ts'

/**
 * A session description, handed on as it is. Browsers' offers with every codec stay below 20 KiB. NUL (RFC 8866 §9: no byte-string holds it) and
 * halves of surrogate pairs would make it unreadable for whoever it is handed to.
 */
export const sdp = text(1, 256 * 1024).check(z.regex(/^[^\0\p{Cs}]*$/u))
