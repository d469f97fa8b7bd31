import { networkInterfaces } from 'node:os'

/**
 * The IPv4 address media goes through in this process' network: the test namespace's own (WEFT_MEDIA_ADDRESS), else the first
 * that is not loopback, else null. Never loopback: Janus gathers no candidates there.
 */
export function mediaAddress(): string | null {
  if (process.env.WEFT_MEDIA_ADDRESS) return process.env.WEFT_MEDIA_ADDRESS
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return addresses.find((address) => address.family === 'IPv4' && !address.internal)?.address ?? null
}
