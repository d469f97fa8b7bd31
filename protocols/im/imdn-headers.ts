// The headers that ask for disposition notifications (RFC 5438 §6), as they stand in a CPIM message.
import type { CpimHeader } from './cpim-headers.ts'

export const IMDN_NAMESPACE = 'urn:ietf:params:imdn'

/** The headers of a message with this id; without dispositions (an IMDN itself) nothing is asked for (sylkrtc-protocol.md §5.3). */
export function imdnHeaders(messageId: string, dispositions: readonly string[]): CpimHeader[] {
  const header = (name: string, value: string): CpimHeader => ({
    prefix: 'imdn',
    namespace: IMDN_NAMESPACE,
    name,
    language: null,
    value,
  })
  const headers = [header('Message-ID', messageId)]
  if (dispositions.length > 0) headers.push(header('Disposition-Notification', dispositions.join(', ')))
  return headers
}

/** The message's own id; null when it has none. */
export function readMessageId(headers: readonly CpimHeader[]): string | null {
  return read(headers, 'Message-ID') || null
}

/** What its sender wants to be told (`positive-delivery`, `negative-delivery`, `processing`, `display`), without parameters; null when it did not say. */
export function readDispositions(headers: readonly CpimHeader[]): string[] | null {
  const value = read(headers, 'Disposition-Notification')
  if (value === undefined) return null
  const dispositions = value.split(',').map((disposition) => disposition.split(';')[0]?.trim() ?? '')
  return [...new Set(dispositions.filter((disposition) => disposition !== ''))]
}

function read(headers: readonly CpimHeader[], name: string): string | undefined {
  return headers.find((header) => header.namespace === IMDN_NAMESPACE && header.name === name)?.value
}
