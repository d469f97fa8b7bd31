import { fileDigests, printDigest } from '@weft/protocols/sdp/announced-file'
import { type FileSelector, matchFile } from '@weft/protocols/sdp/file-selector'
import type { MsrpFile } from '@weft/protocols/sdp/msrp-file'
import type { MsrpProtocol, PeerMsrp } from '@weft/protocols/sdp/msrp-media'
import { judgeFile } from '@weft/protocols/sdp/msrp-offer'
import { readDescription, type SessionDescription } from '@weft/protocols/sdp/session-description'
import type { SipRequest } from '@weft/protocols/sip/message'
import { safeFileName } from '../../core/file/file-name.ts'
import type { NotedFile } from '../../core/file/file-transfers.ts'
import type { SipAnswer } from '../../ports/sip-agent.ts'
import type { SipInvitation } from '../../ports/sip-sessions.ts'
import { partyOf } from './sip-message.ts'

/** A file that a SIP client wants to send to a user, or to have that one of the two has sent. */
export interface FileInvitation {
  /** Addresses of record. */
  readonly caller: string
  readonly called: string
  readonly offer: SessionDescription
  /** The place of the file among the media. */
  readonly index: number
  readonly msrp: PeerMsrp
  readonly file: MsrpFile
  readonly transfer: 'push' | 'pull'
}

export type FileInvitationReading =
  | { readonly read: true; readonly invitation: FileInvitation }
  | { readonly read: false; readonly answer: SipAnswer }

type Invitation = Pick<SipInvitation<SipRequest>, 'request' | 'offer' | 'believed'>

/** What a call to the gateway asks for (sylkrtc-protocol §5.9, §7.3): it takes files alone, and only where it is sure who calls (§11 S8, S9). */
export function readFileInvitation(
  { request, offer, believed }: Invitation,
  protocols: readonly MsrpProtocol[],
): FileInvitationReading {
  const description = offer && readDescription(offer)
  if (offer && !description) return refuse(400, 'Malformed Session Description')
  const found = description && fileIn(description, protocols)
  if (!description || !found) return refuse(488, 'Only File Transfers Here')
  if (!believed) return refuse(403, 'Files Only Through a Trusted Proxy')
  const caller = partyOf(request, 'From')
  const called = partyOf(request, 'To')
  if (!caller || !called) return refuse(400, 'From or To Missing or Malformed')
  return { read: true, invitation: { caller: caller.uri, called: called.uri, offer: description, ...found } }
}

/** Whether a stored file is the one that is asked for: all that is said of it is so, but that a client may have numbered its name (§7.3). */
export function isWanted(selector: FileSelector, { name, size, sha1 }: Pick<NotedFile, 'name' | 'size' | 'sha1'>): boolean {
  const hashes = sha1.length === 0 ? [] : [printDigest('sha-1', sha1)]
  const isNamedSo =
    selector.name === null || [selector.name, withoutNumber(selector.name)].some((one) => safeFileName(one) === name)
  return isNamedSo && matchFile({ ...selector, name: null, type: null }, { name, type: null, size, hashes }).matches
}

/** Whether what came is what was announced. */
export function isAnnounced(
  { hashes }: FileSelector,
  found: { readonly sha1: Uint8Array; readonly sha256: Uint8Array },
): boolean {
  const { sha1, sha256 } = fileDigests(hashes)
  return isSame(sha1, found.sha1) && isSame(sha256, found.sha256)
}

function fileIn(
  description: SessionDescription,
  protocols: readonly MsrpProtocol[],
): Pick<FileInvitation, 'index' | 'msrp' | 'file' | 'transfer'> | null {
  for (const [index, media] of description.media.entries()) {
    const { accept, ...found } = judgeFile(description, media, protocols)
    if (accept && 'msrp' in found) return { index, ...found }
  }
  return null
}

/** `a-1.png` is `a.png` that was there already. */
function withoutNumber(name: string): string {
  return name.replace(/-\d{1,9}(?=(?:\.[^.]{1,12})?$)/, '')
}

function isSame(announced: Uint8Array | undefined, found: Uint8Array): boolean {
  return announced === undefined || announced.every((byte, at) => byte === found[at])
}

function refuse(status: number, reason: string): FileInvitationReading {
  return { read: false, answer: { status, reason } }
}
