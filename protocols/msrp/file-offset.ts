// The Offset header of the response to FILE_OFFSET, by which a broken transfer goes on where it broke (an extension of AG Projects; msrp-conference.md §8.3).
import { headerOf, type MsrpHeader, type MsrpResponseHead } from './message.ts'

/** `bytes`: how many of the file are there. The transfer goes on with the next one. */
export function offsetHeader(bytes: number): MsrpHeader {
  return { name: 'Offset', value: String(bytes) }
}

/** How many bytes of the file the peer has; 0 where it does not say so, or refuses. */
export function offsetIn(response: MsrpResponseHead): number {
  const text = headerOf(response, 'Offset') ?? ''
  return response.status === 200 && /^\d{1,15}$/.test(text) ? Number(text) : 0
}
