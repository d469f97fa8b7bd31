import { RequestFailure } from '@weft/client/request-failure'

/** Why a file could not be shared. */
export function fileFailure(name: string, error: unknown): string {
  if (error instanceof RequestFailure && error.kind === 'refused')
    return error.message.startsWith('413') ? `${name} is larger than this server takes.` : `${name} was refused: ${error.message}`
  return `${name} could not be sent. Try again.`
}

/** Of a file that the server would refuse. @param most as `sizeWords` has it */
export const tooLargeWords = (name: string, most: string): string => `${name} is too large: this server takes up to ${most}.`

/** A file within a conversation. */
export const FILE = {
  enlarge: 'Show larger',
  gone: 'no longer kept',
  broken: 'cannot be shown',
  download: 'Download',
  sending: 'Being sent…',
  waiting: 'Waits to be sent',
  cancel: 'Cancel',
  retry: 'Try again',
  outgoing: 'Files on their way',
  close: 'Close',
} as const

export const elsewhereWords = (host: string): string => `kept at ${host}`
