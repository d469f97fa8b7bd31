import type { SipParty } from '../../ports/sip-calls.ts'
import type { ChatMedium } from './chatroom.ts'

// What a room says itself. Clients and tests match on these texts, so that they are SylkServer's to the letter (msrp-conference §7.1).

const KIB = 1024

export function joinedText(party: SipParty, media: readonly ChatMedium[]): string {
  return `${identity(party)} has joined the room with ${mediaText(media)}`
}

/** `time`: ms for which the session was there. */
export function leftText(party: SipParty, time: number): string {
  return `${identity(party)} has left the room after ${durationText(time)}`
}

export function addedText(party: SipParty, media: readonly ChatMedium[]): string {
  return `${identity(party)} has added ${mediaText(media)}`
}

export function removedText(party: SipParty, media: readonly ChatMedium[]): string {
  return `${identity(party)} has removed ${mediaText(media)}`
}

/** `size` in bytes, here and below. */
export function uploadingText(room: string, party: SipParty, name: string, size: number): string {
  return `Room ${room} - ${identity(party)} is uploading file ${withoutExtension(name)} (${sizeText(size)})`
}

export function uploadedText(party: SipParty, name: string, size: number): string {
  return `${identity(party)} has uploaded file ${name} (${sizeText(size)})`
}

export function requestedText(room: string, party: SipParty, name: string): string {
  return `Room ${room} - ${identity(party)} requested file ${name}`
}

export function transferFailedText(name: string, reason: string): string {
  return `File transfer for ${name} failed: ${reason}`
}

export function sharingScreenText(room: string, party: SipParty, url: string): string {
  return `Room ${room} - ${identity(party)} is sharing the screen at ${url}`
}

export function stoppedSharingText(party: SipParty): string {
  return `${identity(party)} stopped sharing the screen`
}

function identity({ uri, displayName }: SipParty): string {
  return displayName === '' ? uri : `${displayName} <${uri}>`
}

function mediaText(media: readonly ChatMedium[]): string {
  const last = media.at(-1) ?? ''
  return media.length < 2 ? last : `${media.slice(0, -1).join(',')} and ${last}`
}

/** Begun seconds do not count. */
function durationText(time: number): string {
  const all = Math.max(0, Math.floor(time / 1000))
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  if (all < 60) return `${seconds} seconds`
  return (hours === 0 ? [minutes, seconds] : [hours, minutes, seconds]).map((part) => String(part).padStart(2, '0')).join(':')
}

function sizeText(size: number): string {
  if (size < KIB) return `${size} bytes`
  const [unit, divisor] = size < KIB ** 2 ? ['KB', KIB] : size < KIB ** 3 ? ['MB', KIB ** 2] : ['GB', KIB ** 3]
  return `${(size / divisor).toFixed(size < 10 * divisor ? 2 : 1)} ${unit}`
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}
