import type { DeviceKind } from '../media/device-choice.ts'

/** Why there is no microphone or camera. */
export type CaptureFailure =
  | 'insecure' // the page was not opened through https
  | 'refused' // by the user, or by a rule of the browser
  | 'missing'
  | 'busy' // another program has it
  | 'failed' // anything else

/** What was asked for, as a part of a sentence. */
const THINGS = {
  both: 'microphone or camera',
  audio: 'microphone',
  video: 'camera',
} as const

const FAILURES: Readonly<Record<CaptureFailure, (things: string) => string>> = {
  insecure: (things) => `Browsers give out the ${things} only on pages that were opened through https or on localhost.`,
  refused: (things) => `The browser was not allowed to use the ${things}. Allow it in the browser’s address bar, then try again.`,
  missing: (things) => `No ${things} was found. Connect one, then try again.`,
  busy: (things) => `The ${things} cannot be used now. Another program may be using it.`,
  failed: (things) => `The ${things} cannot be used.`,
}

export const captureWords = (failure: CaptureFailure, audio: boolean, video: boolean): string =>
  FAILURES[failure](THINGS[audio && video ? 'both' : video ? 'video' : 'audio'])

export const SCREEN_FAILED = 'The screen cannot be shown.'

export const DEVICE_NAMES: Readonly<Record<DeviceKind, string>> = {
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
}

export const DEFAULT_DEVICE = 'Default of this device'

/** Browsers keep names to themselves until they gave a device out. @param number from 1 */
export const deviceWords = (kind: DeviceKind, label: string, number: number): string =>
  label === '' ? `${DEVICE_NAMES[kind]} ${number}` : label
