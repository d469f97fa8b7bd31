import type { LineEvent } from '../../ports/sip-calls.ts'

/** null: not asked for, or given up by the client. */
export type RegistrationState = null | 'registering' | 'registered' | 'failed'

export interface RegistrationReport {
  readonly state: 'registering' | 'registered' | 'failed'
  /** With `failed` only: three digits and a text. */
  readonly reason?: string
}

type RegistrationEvent = Exclude<LineEvent, { kind: 'incoming' | 'missed' }>

/**
 * What a registration event means to the client: a report on every change, silence on what it knows already
 * (periodic refreshes, repeated failures; sylkrtc-protocol §3.1).
 */
export function reportRegistration(state: RegistrationState, event: RegistrationEvent): RegistrationReport | null {
  const report = reportOf(event)
  return report.state === state ? null : report
}

function reportOf(event: RegistrationEvent): RegistrationReport {
  switch (event.kind) {
    case 'registering':
      return { state: 'registering' }
    case 'registered':
      return { state: 'registered' }
    case 'registration-failed':
      // Apps read the first three digits, and 904 as "wrong account or password".
      return { state: 'failed', reason: `${event.code} ${event.reason}` }
  }
}
