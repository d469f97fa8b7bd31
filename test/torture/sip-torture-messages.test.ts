import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type FramingEvent, SipFraming } from '@weft/protocols/sip/framing'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { parseVias, responseTargetOf } from '@weft/protocols/sip/via'
import { describe, expect, test } from 'vitest'
import { verdicts as rfc4475 } from './rfc4475/verdicts.ts'
import { verdicts as rfc5118 } from './rfc5118/verdicts.ts'
import { judge, readRow, type VerdictRow } from './verdict.ts'

const collections: readonly [string, readonly VerdictRow[], number][] = [
  ['rfc4475', rfc4475, 49],
  ['rfc5118', rfc5118, 12],
]

describe.each(collections)('%s', (name, rows, count) => {
  const folder = new URL(`${name}/`, import.meta.url)

  test(`has ${count} messages, and each file its verdict`, () => {
    expect(rows.filter(({ section }) => section !== null)).toHaveLength(count)
    const files = readdirSync(fileURLToPath(folder)).flatMap((file) => (file.endsWith('.dat') ? [file.slice(0, -4)] : []))
    expect([...new Set(rows.flatMap((row) => row.files))].toSorted()).toEqual(files.toSorted())
  })

  test.each(rows.map((row) => [row.section ?? 'beyond', row.files.join(' and '), row.about, row] as const))(
    '§%s %s: %s',
    (_section, _files, _about, row) => {
      const verdict = judge(readRow(folder, row))
      if (typeof row.verdict === 'string') expect(verdict).toBe(row.verdict)
      else expect(verdict).toMatchObject(row.verdict)
    },
  )

  const readable = rows.filter(({ verdict }) => typeof verdict !== 'string' && !('refused' in verdict))
  test.each(readable.map((row) => [row.files.join(' and '), row] as const))(
    '%s reads the same once it was printed, whole or byte by byte from a stream',
    (_files, row) => {
      const message = parseMessage(readRow(folder, row))
      const printed = printMessage(message)
      const again = parseMessage(printed)
      const others = ({ headers }: typeof message) => headers.filter((field) => field.name !== 'Content-Length')
      expect({ ...again, headers: others(again) }).toEqual({ ...message, headers: others(message) })
      expect(printMessage(again)).toEqual(printed)
      const framing = new SipFraming('ping')
      const events: FramingEvent[] = Array.from(printed, (byte) => framing.push(Uint8Array.of(byte))).flat()
      expect(events).toEqual([{ kind: 'message', bytes: printed }])
    },
  )
})

test('responses go to the received address, in brackets or not (RFC 5118 §4.5)', () => {
  for (const received of ['[2001:db8::9:255]', '2001:db8::9:255']) {
    const [via] = parseVias([`SIP/2.0/UDP [2001:db8::9:1];received=${received};branch=z9hG4bKas3-111`]) ?? []
    expect(via && responseTargetOf(via)).toEqual({ host: '2001:db8::9:255', port: 5060 })
  }
})

test('from a stream, the octets that follow a request are the next one (RFC 4475 §3.1.1.8)', () => {
  const row = rfc4475.find(({ files }) => files[0] === 'dblreq')
  const bytes = readRow(new URL('rfc4475/', import.meta.url), row as VerdictRow)
  const events = new SipFraming('ping').push(bytes)
  // The body of the second request goes on for three octets after its Content-Length: `C`, as it were the next request.
  expect(events.map(({ kind }) => kind)).toEqual(['message', 'message', 'error'])
  expect(events.flatMap((event) => (event.kind === 'message' ? [parseMessage(event.bytes)] : []))).toMatchObject([
    { method: 'REGISTER' },
    { method: 'INVITE' },
  ])
})

test.each([
  ['clerr', [], 'waits for the rest'],
  ['ncl', ['error'], 'is lost'],
  ['mcl01', ['error'], 'is lost'],
  ['inv2543', ['error'], 'is lost'],
])('from a stream, %s gives %j: it %s', (file, kinds) => {
  const row: VerdictRow = { files: [file], section: null, about: '', verdict: 'discarded' }
  const events = new SipFraming('ping').push(readRow(new URL('rfc4475/', import.meta.url), row))
  expect(events.map(({ kind }) => kind)).toEqual(kinds)
})
