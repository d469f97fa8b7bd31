import type { FileTransfer } from '@weft/client/file-transfer'
import { readUrl } from './links.ts'

export type FilePlace =
  /** At the gateway that serves this page: a path of its own origin. */
  | { readonly kind: 'gateway'; readonly path: string }
  /** At somebody else's server, which learns of whoever fetches it. */
  | { readonly kind: 'elsewhere'; readonly href: string; readonly host: string }

const TRANSFERS = '/webrtcgateway/filetransfer/'

/**
 * Where a file is fetched: at the gateway, whatever that calls itself, if it is the file of the transfer that the message is about.
 * Null where it leads nowhere that could be told to people.
 */
export function filePlace({ url: told, id }: Pick<FileTransfer, 'url' | 'id'>): FilePlace | null {
  const url = readUrl(told)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    return null
  const parts = url.pathname.split('/')
  const isOwn = url.pathname.startsWith(TRANSFERS) && parts.length === 7 && parts.at(-2) === encodeURIComponent(id)
  return isOwn ? { kind: 'gateway', path: url.pathname } : { kind: 'elsewhere', href: url.href, host: url.host }
}
