import { expect, test } from 'vitest'
import { Deliveries, type DeliveryEffect, type DeliveryInput } from './deliveries.ts'
import type { FailureReport } from './report-headers.ts'
import { readRequest } from './request.ts'

const REPORT_TIME = 120_000

/** A message of 100 bytes whose chunks t-1 … were sent at time 0. */
function sent(failureReport: FailureReport, successReport: boolean, chunks = 1) {
  const deliveries = new Deliveries(REPORT_TIME)
  const message = { kind: 'message' as const, messageId: 'm1', total: 100, successReport, failureReport }
  const inputs: DeliveryInput[] = Array.from({ length: chunks }, (_, index) => [
    { kind: 'begun' as const, transaction: `t-${index + 1}`, messageId: 'm1' },
    { kind: 'sent' as const, transaction: `t-${index + 1}`, messageId: 'm1', isThrough: index + 1 === chunks },
  ]).flat()
  return { deliveries, effects: [message, ...inputs].flatMap((input) => deliveries.step(input, 0)) }
}
const response = (transaction: string, status = 200): DeliveryInput => ({
  kind: 'response',
  response: { kind: 'response', transaction, status, comment: 'why', headers: [] },
})
function report(range: string | null, status = '000 200 OK', messageId = 'm1'): DeliveryInput {
  const headers = Object.entries({
    ...{ 'To-Path': 'msrp://b.example/s;tcp', 'From-Path': 'msrp://a.example/t;tcp', 'Message-ID': messageId, Status: status },
    ...(range === null ? {} : { 'Byte-Range': range }),
  }).map(([name, value]) => ({ name, value }))
  const request = readRequest({ kind: 'request', transaction: 'a1b2', method: 'REPORT', headers })
  if (request.kind !== 'report') throw new Error('no report')
  return { kind: 'report', report: request }
}
const told = (outcome: object): DeliveryEffect[] => [expect.objectContaining({ do: 'tell', messageId: 'm1', outcome })]

test('with Failure-Report yes, a message is delivered once each chunk is answered', () => {
  const { deliveries, effects } = sent('yes', false, 2)
  expect(effects).toEqual([])
  expect(deliveries.step(response('t-2'), 1)).toEqual([])
  expect(deliveries.step(response('t-1'), 2)).toEqual(told({ kind: 'delivered', by: 'response' }))
  expect(deliveries.size).toBe(0)
  expect(deliveries.nextWake).toBeNull()
})

test('[P18] and has failed where one is not answered within 30 s', () => {
  const { deliveries } = sent('yes', true, 2)
  deliveries.step(response('t-1'), 1)
  expect(deliveries.nextWake).toBe(30_000)
  expect(deliveries.step({ kind: 'wake' }, 29_999)).toEqual([])
  expect(deliveries.step({ kind: 'wake' }, 30_000)).toEqual(told({ kind: 'timed-out', waitedFor: 'response' }))
})

test('the time runs from the end of a chunk, and a response may come before', () => {
  const deliveries = new Deliveries(REPORT_TIME)
  deliveries.step({ kind: 'message', messageId: 'm1', total: 100, successReport: false, failureReport: 'yes' }, 0)
  deliveries.step({ kind: 'begun', transaction: 't-1', messageId: 'm1' }, 0)
  expect(deliveries.nextWake).toBeNull()
  deliveries.step(response('t-1'), 50)
  expect(deliveries.step({ kind: 'sent', transaction: 't-1', messageId: 'm1', isThrough: true }, 60)).toEqual(
    told({ kind: 'delivered', by: 'response' }),
  )
})

test('with partial, silence for 30 s is success, and any response failure', () => {
  const { deliveries } = sent('partial', false)
  expect(deliveries.nextWake).toBe(30_000)
  expect(deliveries.step({ kind: 'wake' }, 30_000)).toEqual(told({ kind: 'delivered', by: 'silence' }))
  expect(sent('partial', false).deliveries.step(response('t-1', 413), 1)).toEqual(
    told({ kind: 'failed', by: 'response', status: { code: 413, comment: 'why' } }),
  )
})

test('with no, nothing is waited for but a report, where one was asked for', () => {
  expect(sent('no', false).effects).toEqual(told({ kind: 'delivered', by: 'silence' }))
  const { deliveries, effects } = sent('no', true)
  expect(effects).toEqual([])
  expect(deliveries.step(report('1-100/100'), 1)).toEqual(told({ kind: 'delivered', by: 'report' }))
})

test('with Success-Report, a message is delivered once reports cover all of it', () => {
  const { deliveries } = sent('yes', true)
  expect(deliveries.step(response('t-1'), 1)).toEqual([])
  expect(deliveries.step(report('51-100/100'), 2)).toEqual([])
  expect(deliveries.step(report('1-50/100'), 3)).toEqual(told({ kind: 'delivered', by: 'report' }))
  expect(sent('yes', true).deliveries.step(report(null), 1)).toEqual(told({ kind: 'delivered', by: 'report' }))
  expect(sent('yes', true).deliveries.step(report('1-*/*'), 1)).toEqual(told({ kind: 'delivered', by: 'report' }))
})

test('a report that goes beyond the message covers it, and no more', () => {
  expect(sent('yes', true).deliveries.step(report('1-999999/999999'), 1)).toEqual(told({ kind: 'delivered', by: 'report' }))
})

test('a message without bytes is delivered with its report', () => {
  const deliveries = new Deliveries(REPORT_TIME)
  deliveries.step({ kind: 'message', messageId: 'm1', total: 0, successReport: true, failureReport: 'no' }, 0)
  deliveries.step({ kind: 'begun', transaction: 't-1', messageId: 'm1' }, 0)
  expect(deliveries.step({ kind: 'sent', transaction: 't-1', messageId: 'm1', isThrough: true }, 0)).toEqual([])
  expect(deliveries.step(report('1-0/0'), 1)).toEqual(told({ kind: 'delivered', by: 'report' }))
})

test('a peer that never reports is not waited for without end, one that gets on is', () => {
  const { deliveries } = sent('yes', true)
  deliveries.step(response('t-1'), 1000)
  expect(deliveries.nextWake).toBe(1000 + REPORT_TIME)
  deliveries.step(report('1-50/100'), 2000)
  expect(deliveries.step({ kind: 'wake' }, 1000 + REPORT_TIME)).toEqual([])
  expect(deliveries.step({ kind: 'wake' }, 2000 + REPORT_TIME)).toEqual(told({ kind: 'timed-out', waitedFor: 'report' }))
})

test('a report of failure is one, also after a response', () => {
  const { deliveries } = sent('yes', true)
  deliveries.step(response('t-1'), 1)
  expect(deliveries.step(report('1-100/100', '000 404 Nobody'), 2)).toEqual(
    told({ kind: 'failed', by: 'report', status: { code: 404, comment: 'Nobody' } }),
  )
})

test('[P20] what fails on its way is not sent any further', () => {
  const deliveries = new Deliveries(REPORT_TIME)
  deliveries.step({ kind: 'message', messageId: 'm1', total: 100, successReport: false, failureReport: 'yes' }, 0)
  deliveries.step({ kind: 'begun', transaction: 't-1', messageId: 'm1' }, 0)
  expect(deliveries.step(response('t-1', 413), 1)).toMatchObject([
    { do: 'stop', messageId: 'm1' },
    { do: 'tell', outcome: { kind: 'failed', status: { code: 413 } } },
  ])
  expect(deliveries.step({ kind: 'sent', transaction: 't-1', messageId: 'm1', isThrough: false }, 2)).toEqual([])
})

test('what nobody waits for is dropped', () => {
  const { deliveries } = sent('yes', false)
  expect(deliveries.step(response('t-9'), 1)).toEqual([{ do: 'drop', reason: 'unknown-transaction' }])
  expect(deliveries.step(report(null, '000 200', 'm9'), 1)).toEqual([{ do: 'drop', reason: 'unknown-message' }])
  deliveries.step(response('t-1'), 1)
  expect(deliveries.step(response('t-1'), 2)).toEqual([{ do: 'drop', reason: 'unknown-transaction' }])
})

test('other requests are answered once, or not in time', () => {
  const deliveries = new Deliveries(REPORT_TIME)
  deliveries.step({ kind: 'request', transaction: 't-1', key: 'nick' }, 0)
  deliveries.step({ kind: 'request', transaction: 't-2', key: 'offset' }, 1000)
  expect(deliveries.step(response('t-1', 425), 5)).toMatchObject([{ do: 'answered', key: 'nick', response: { status: 425 } }])
  expect(deliveries.nextWake).toBe(31_000)
  expect(deliveries.step({ kind: 'wake' }, 31_000)).toEqual([{ do: 'answered', key: 'offset', response: null }])
})

test('when the connection is over, everything that is open is told', () => {
  const { deliveries } = sent('yes', true)
  deliveries.step({ kind: 'request', transaction: 't-2', key: 'nick' }, 0)
  expect(deliveries.step({ kind: 'closed' }, 1)).toEqual([
    { do: 'answered', key: 'nick', response: null },
    { do: 'tell', messageId: 'm1', outcome: { kind: 'closed' } },
  ])
  expect(deliveries.size).toBe(0)
})
