import { expect, test } from 'vitest'
import { request, response } from '../../test/torture/sip/messages.ts'
import { Timeline } from '../../test/torture/sip/timeline.ts'
import type { Gaps } from './timers.ts'
import {
  RELIABLE_PROVISIONAL_GAPS,
  SUCCESS_GAPS,
  type UnacknowledgedEffect,
  type UnacknowledgedInput,
  UnacknowledgedResponse,
} from './unacknowledged-response.ts'

const repeated = (status: number, gaps: Gaps) =>
  new Timeline<UnacknowledgedInput, UnacknowledgedEffect>(
    UnacknowledgedResponse.start(response(request('INVITE'), status), gaps, 0),
  )

test('a 2xx without ACK is repeated with growing gaps up to T2 and given up after 32 s', () => {
  const line = repeated(200, SUCCESS_GAPS).until(100_000)
  expect(line.times('send')).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
  expect([line.times('fail'), line.times('end')]).toEqual([[32_000], [32_000]])
})

test('a reliable provisional response without PRACK is repeated with gaps that double on and on', () => {
  const line = repeated(183, RELIABLE_PROVISIONAL_GAPS).until(100_000)
  expect(line.times('send')).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500])
  expect(line.times('fail')).toEqual([32_000])
})

test('what is acknowledged is not repeated, and a second ACK is nothing', () => {
  const line = repeated(200, SUCCESS_GAPS)
  expect(line.at(700, { kind: 'acknowledged' })).toEqual([{ do: 'end' }])
  expect(line.at(800, { kind: 'acknowledged' })).toEqual([])
  expect(line.until(100_000).times('send')).toEqual([0, 500])
  expect(line.machine.nextWake).toBeNull()
})
