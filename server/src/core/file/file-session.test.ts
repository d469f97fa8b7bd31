import { expect, test } from 'vitest'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import type { OpenBlob } from '../../ports/blobs.ts'
import type { MsrpListener, MsrpRemote, MsrpSession, MsrpSessionSettings, MsrpSubmission } from '../../ports/msrp.ts'
import { FileSession } from './file-session.ts'

const remote: MsrpRemote = { path: 'msrp://x.test:1/a;tcp', weConnect: false, fingerprints: [], cema: null }

/** What an MSRP session is asked, and one that says what it is told to. */
function scene({ serves = true, connects = true, sends = true } = {}) {
  const asked: string[] = []
  const submissions: MsrpSubmission[] = []
  const opened: { readonly settings: MsrpSessionSettings; readonly tell: MsrpListener }[] = []
  const session: MsrpSession = {
    ...{ path: 'msrp://weft.test:1/b;tcp', place: { host: 'weft.test', port: 1 }, fingerprint: null },
    connect: () => (connects ? null : 'bad-path'),
    send: (message) => {
      submissions.push(message)
      return sends ? null : 'full'
    },
    abort: () => {},
    close: () => void asked.push('close'),
  }
  const clock = new StillClock()
  const sessions = {
    serves: () => serves,
    open: (settings: MsrpSessionSettings, tell: MsrpListener) => {
      opened.push({ settings, tell })
      return serves ? session : null
    },
  }
  const blob: OpenBlob = {
    ...{ place: { folder: [], name: 'a' }, size: 5, storedAt: 0, note: '' },
    read: async function* (first, last) {
      yield new TextEncoder().encode('hello').subarray(first, last + 1)
    },
    close: async () => void asked.push('close blob'),
  }
  const listener = { done: (outcome: unknown) => void asked.push(`done ${outcome}`), over: () => void asked.push('over') }
  const needs = { sessions, clock, random: { id: () => 'id' } }
  const sending = () => FileSession.sending('tcp', { blob, contentType: null, first: 1, last: 3 }, listener, needs)
  const file = { size: 5, stored: async () => 0, keep: async () => ({ kept: true }) as const }
  const receiving = () => FileSession.receiving('tls', file, { ...listener, done: ({ kept }) => listener.done(kept) }, needs)
  const tell: MsrpListener = (event) => opened[0]?.tell(event)
  return { asked, submissions, opened, clock, sending, receiving, tell }
}

test('a file goes out once the other side is there, and its session ends 3 s after it has it', async () => {
  const { asked, submissions, clock, sending, tell } = scene()
  sending()?.start(remote)
  expect(submissions).toEqual([])
  await tell({ kind: 'bound' })
  const [submission] = submissions
  expect(submission).toMatchObject({ id: 'id', contentType: 'application/octet-stream', body: { size: 3 }, reports: true })
  const pieces: Uint8Array[] = []
  if (submission && 'bytes' in submission.body) for await (const piece of submission.body.bytes) pieces.push(piece)
  expect(Buffer.concat(pieces).toString()).toBe('ell')
  await tell({ kind: 'outcome', id: 'id', outcome: { delivered: true } })
  clock.pass(2_999)
  expect(asked).toEqual(['done true'])
  clock.pass(1)
  expect(asked).toEqual(['done true', 'close', 'over'])
})

test('the end of a session is the end of its file, which is closed unless it is being read', async () => {
  const { asked, sending, tell } = scene()
  sending()
  await tell({ kind: 'ended', why: 'not-bound' })
  expect(asked).toEqual(['close blob', 'done false'])
})

test('a file that cannot be sent is not waited for', async () => {
  const { asked, sending, tell } = scene({ sends: false })
  sending()
  await tell({ kind: 'bound' })
  expect(asked).toEqual(['close blob', 'done false'])
})

test('who fetches a file brings none', async () => {
  const { opened, sending, tell } = scene()
  sending()
  const verdicts: unknown[] = []
  const answer = (verdict: unknown) => void verdicts.push(verdict)
  await tell({ kind: 'file-offset', answer })
  await tell({ kind: 'nickname', nickname: 'al', answer })
  await tell({ kind: 'chunk', id: 'x', contentType: '', at: 0, size: 1, isComplete: true, report: answer })
  expect(verdicts).toEqual([{ code: 403 }, { code: 403 }, { code: 413 }])
  expect(opened[0]?.settings.accepts('image/png')).toBe(false)
})

test('a session that took a file ends 1 s after, and takes no more bytes than were announced', async () => {
  const { asked, opened, clock, receiving, tell } = scene()
  receiving()
  expect(opened[0]?.settings).toMatchObject({ transport: 'tls', bodies: 'passing', mostBytes: 5 })
  expect(['image/png', 'Message/CPIM;charset=utf-8'].map((type) => opened[0]?.settings.accepts(type))).toEqual([true, false])
  const bytes = new TextEncoder().encode('hello')
  const told = tell({ kind: 'bytes', id: 'f', contentType: '', at: 0, total: 5, bytes })
  await told
  await tell({ kind: 'chunk', id: 'f', contentType: '', at: 0, size: 5, isComplete: true, report: () => {} })
  clock.pass(1_000)
  expect(asked).toEqual(['done true', 'close', 'over'])
})

test('who is there and does not send his file is not waited for longer than a minute', async () => {
  const idle = scene()
  idle.receiving()
  await idle.tell({ kind: 'bound' })
  idle.clock.pass(59_999)
  expect(idle.asked).toEqual([])
  idle.clock.pass(1)
  expect(idle.asked).toEqual(['close'])
  const busy = scene()
  busy.receiving()
  await busy.tell({ kind: 'bound' })
  void busy.tell({ kind: 'bytes', id: 'f', contentType: '', at: 0, total: 5, bytes: new Uint8Array(1) })
  busy.clock.pass(60_000)
  expect(busy.asked).toEqual([])
})

test('a session that is closed is not over by itself', async () => {
  const { asked, clock, sending, tell } = scene()
  const session = sending()
  session?.close()
  await tell({ kind: 'ended', why: 'closed' })
  clock.pass(10_000)
  expect(asked).toEqual(['close', 'close blob', 'done false'])
})

test('who cannot be connected to ends the session', () => {
  const { asked, sending } = scene({ connects: false })
  sending()?.start(remote)
  expect(asked).toEqual(['close'])
})

test('there is none over a transport that is not served', () => {
  const { asked, sending, receiving } = scene({ serves: false })
  expect([receiving(), sending(), asked]).toEqual([null, null, ['close blob']])
})
