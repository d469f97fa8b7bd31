import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import { StillClock } from '../../../../test/scenarios/support/still-clock.ts'
import type { ChatMessage } from '../../core/chatroom/chatroom.ts'
import { CpimPrinter } from './cpim-printer.ts'

const ROOM = 'r1@conf.test'

function said(content: string, displayName = ''): ChatMessage {
  return {
    ...{ id: null, contentType: 'text/plain', content, at: 0, type: 'normal' },
    sender: { uri: 'alice@x.test', displayName },
  }
}

test('however many come in and are told what was said before, it is there once for as long as one of them has not read it', () => {
  const printer = new CpimPrinter(new StillClock(), new RecordingLog())
  const [hello, bye] = [said('hello'), said('bye')]
  const first = printer.print(ROOM, { kind: 'message', message: hello })
  printer.print(ROOM, { kind: 'message', message: bye })
  const second = printer.print(ROOM, { kind: 'message', message: hello })
  expect(Buffer.from(first ?? []).toString()).toMatch(/hello$/)
  expect(second).toEqual(first)
  expect(second?.buffer).toBe(first?.buffer)
})

test('what cannot be said in CPIM is told to nobody', () => {
  const log = new RecordingLog()
  const message = { ...said('hello'), sender: { uri: 'a{b}@x.test', displayName: '' } }
  expect(new CpimPrinter(new StillClock(), log).print(ROOM, { kind: 'message', message })).toBeNull()
  expect(log.lines).toHaveLength(1)
})
