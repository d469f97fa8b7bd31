import { inflate } from 'node:zlib'
import type { Inflate } from '../../ports/inflate.ts'

/** Node's own zlib, in a thread of its own: a message that blows up to megabytes holds nobody up. */
export const zlibInflate: Inflate = (compressed, longest) =>
  new Promise((resolve) => {
    inflate(compressed, { maxOutputLength: longest }, (error, bytes) => resolve(error ? null : bytes))
  })
