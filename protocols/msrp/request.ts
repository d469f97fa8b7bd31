// What the head of a request means, method by method (RFC 4975 §7.1, RFC 4976 §4.1, RFC 7701 §7.1), or with what it is to be refused.
import { type ByteRange, parseByteRange, WHOLE } from './byte-range.ts'
import { hasTwice, headerOf, type MsrpRequestHead } from './message.ts'
import { parseNickname } from './nickname.ts'
import { type MsrpPath, parsePath } from './path.ts'
import { parseFailureReport, parseSuccessReport, type WantedReports } from './report-headers.ts'
import { type MsrpStatus, parseStatus, statusOf } from './status.ts'

interface Paths {
  readonly toPath: MsrpPath
  readonly fromPath: MsrpPath
  /** All that came. */
  readonly head: MsrpRequestHead
}

/** A chunk of a message, or the whole of it. */
export interface SendRequest extends Paths, WantedReports {
  readonly kind: 'send'
  readonly messageId: string
  readonly range: ByteRange
  /** Verbatim; null where there is none, as in a keep-alive. */
  readonly contentType: string | null
}

export interface ReportRequest extends Paths {
  readonly kind: 'report'
  readonly messageId: string
  /** Null: all of the message. */
  readonly range: ByteRange | null
  readonly status: MsrpStatus
}

export interface NicknameRequest extends Paths {
  readonly kind: 'nickname'
  /** Empty: none from now on. */
  readonly nickname: string
}

/** Asks a relay for its services, which we have none of. */
export interface AuthRequest extends Paths {
  readonly kind: 'auth'
}

/** Asks how much of a file is there already (msrp-conference.md §8.3). */
export interface FileOffsetRequest extends Paths {
  readonly kind: 'file-offset'
}

/** Of a method that we do not know. */
export interface OtherRequest extends Paths {
  readonly kind: 'other'
}

export type MsrpRequest = SendRequest | ReportRequest | NicknameRequest | AuthRequest | FileOffsetRequest | OtherRequest

/** A request to be answered with that status, where it is to be answered at all. */
export interface RefusedRequest {
  readonly kind: 'refused'
  readonly status: MsrpStatus
  readonly head: MsrpRequestHead
}

const ONCE = new Set([
  ...['to-path', 'from-path', 'message-id', 'byte-range', 'success-report', 'failure-report'],
  ...['status', 'content-type', 'use-nickname'],
])
/** The grammar has 4 to 32 characters; clients, and those of SylkRTC among them, take UUIDs. */
const MESSAGE_ID = /^[\x21-\x7e]{1,256}$/

export function readRequest(head: MsrpRequestHead): MsrpRequest | RefusedRequest {
  const toPath = parsePath(headerOf(head, 'To-Path') ?? '')
  const fromPath = parsePath(headerOf(head, 'From-Path') ?? '')
  if (!toPath || !fromPath || hasTwice(head, ONCE)) return refused(head, 400)
  const paths: Paths = { toPath, fromPath, head }
  switch (head.method) {
    case 'SEND':
      return readSend(paths)
    case 'REPORT':
      return readReport(paths)
    case 'NICKNAME':
      return readNickname(paths)
    case 'AUTH':
      return { kind: 'auth', ...paths }
    case 'FILE_OFFSET':
      return { kind: 'file-offset', ...paths }
    default:
      return { kind: 'other', ...paths }
  }
}

/** True for what a message may be called. */
export function isMessageId(text: string): boolean {
  return MESSAGE_ID.test(text)
}

function readSend(paths: Paths): SendRequest | RefusedRequest {
  const { head } = paths
  const messageId = headerOf(head, 'Message-ID') ?? ''
  const range = rangeOf(head) ?? WHOLE
  const successReport = parseSuccessReport(headerOf(head, 'Success-Report'))
  const failureReport = parseFailureReport(headerOf(head, 'Failure-Report'))
  if (!isMessageId(messageId) || range === 'bad' || successReport === null || failureReport === null) return refused(head, 400)
  return { kind: 'send', ...paths, messageId, range, successReport, failureReport, contentType: headerOf(head, 'Content-Type') }
}

function readReport(paths: Paths): ReportRequest | RefusedRequest {
  const { head } = paths
  const messageId = headerOf(head, 'Message-ID') ?? ''
  const status = parseStatus(headerOf(head, 'Status') ?? '')
  const range = rangeOf(head)
  return isMessageId(messageId) && status && range !== 'bad'
    ? { kind: 'report', ...paths, messageId, range, status }
    : refused(head, 400)
}

/** RFC 7701 §7.1: there is nothing to report of, and who asks for it gets 400. */
function readNickname(paths: Paths): NicknameRequest | RefusedRequest {
  const { head } = paths
  const text = headerOf(head, 'Use-Nickname')
  const asksForReports = ['Success-Report', 'Failure-Report'].some((name) => headerOf(head, name) !== null)
  if (text === null || asksForReports) return refused(head, 400)
  const nickname = parseNickname(text)
  return nickname === null ? refused(head, 424) : { kind: 'nickname', ...paths, nickname }
}

function rangeOf(head: MsrpRequestHead): ByteRange | null | 'bad' {
  const text = headerOf(head, 'Byte-Range')
  return text === null ? null : (parseByteRange(text) ?? 'bad')
}

function refused(head: MsrpRequestHead, code: number): RefusedRequest {
  return { kind: 'refused', status: statusOf(code), head }
}
