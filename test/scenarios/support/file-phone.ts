import { createHash } from 'node:crypto'
import type { SipResponse } from '@weft/protocols/sip/message'
import type { ChatPhone } from './chat-phone.ts'
import { attribute, chatSdp } from './chat-sdp.ts'
import type { MsrpFrame } from './msrp-frame.ts'
import { textOf } from './switchboard.ts'

interface FileOffer {
  readonly name?: string | null
  readonly size?: number | null
  readonly hash?: string | null
  /** Further lines. */
  readonly more?: readonly string[]
}

/** What a=file-selector says of a file by its hash: `sha-1:72:24:…`. */
export function fileHash(bytes: Uint8Array, algorithm: 'sha-1' | 'sha-256' = 'sha-1'): string {
  const digest = createHash(algorithm.replace('-', '')).update(bytes).digest('hex').toUpperCase()
  return `${algorithm}:${digest.match(/../g)?.join(':')}`
}

/** A description of a file transfer, as AG Projects' clients write it (msrp-conference §8.1). */
export function fileSdp(path: string, direction: 'sendonly' | 'recvonly', { name, size, hash, more = [] }: FileOffer): string {
  const selectors = [
    ...(name === undefined || name === null ? [] : [`name:"${name}"`]),
    ...(size === undefined || size === null ? [] : [`size:${size}`]),
    ...(hash === undefined || hash === null ? [] : [`hash:${hash}`]),
  ]
  const lines = [`a=${direction}`, `a=file-selector:${selectors.join(' ')}`, ...more]
  return chatSdp({ path, acceptTypes: '*', acceptWrapped: null, more: lines })
}

/** Offers a file to the room; resolves with the final answer, which is acknowledged. */
export async function offerFile(phone: ChatPhone, file: FileOffer, status = 200, room = 'r1'): Promise<SipResponse> {
  return invited(phone, fileSdp(phone.msrp.path, 'sendonly', file), status, room)
}

/** Asks the room for a file. */
export async function askForFile(phone: ChatPhone, file: FileOffer, status = 200, room = 'r1'): Promise<SipResponse> {
  return invited(phone, fileSdp(phone.msrp.path, 'recvonly', file), status, room)
}

/** Brings a file into the room, in chunks of 64 KiB; resolves with the reports on them, once the last one is there. */
export async function bring(
  phone: ChatPhone,
  name: string,
  bytes: Uint8Array,
  offer: FileOffer = {},
  room = 'r1',
): Promise<string[]> {
  const answer = await offerFile(phone, { name, size: bytes.length, hash: fileHash(bytes), ...offer }, 200, room)
  await phone.connect(answer)
  return sendFile(phone, bytes)
}

/** Sends a file over a session that is bound. */
export async function sendFile(phone: ChatPhone, bytes: Uint8Array, from = 0): Promise<string[]> {
  const chunks = Array.from({ length: Math.ceil((bytes.length - from) / CHUNK) }, (_, index) => from + index * CHUNK)
  const reports: Promise<MsrpFrame>[] = []
  for (const at of chunks) {
    const body = bytes.subarray(at, at + CHUNK)
    const range = `${at + 1}-*/${bytes.length}`
    const flag = at + CHUNK >= bytes.length ? '$' : '+'
    phone.msrp.send({ id: 'file', body, range, flag, contentType: 'application/octet-stream', success: 'yes', failure: 'yes' })
    reports.push(phone.msrp.reports.next())
  }
  return Promise.all(reports.map(async (report) => (await report).headers.get('Status') ?? ''))
}

/** Fetches a file from the room; resolves with what came. */
export async function fetchFile(
  phone: ChatPhone,
  file: FileOffer,
  room = 'r1',
): Promise<{ readonly sdp: string; readonly bytes: Buffer; readonly chunks: number }> {
  const answer = await askForFile(phone, file, 200, room)
  await phone.connect(answer)
  const { body, chunks } = await phone.msrp.messages.next()
  return { sdp: textOf(answer.body), bytes: body, chunks }
}

/** The selector of an answer. */
export function selectorOf({ body }: SipResponse): string | null {
  return attribute(textOf(body), 'file-selector')
}

const CHUNK = 65_536

async function invited(phone: ChatPhone, sdp: string, status: number, room: string): Promise<SipResponse> {
  phone.call.invite(room, {}, sdp)
  const answer = await phone.call.answer(status)
  phone.call.ack(answer)
  return answer
}
