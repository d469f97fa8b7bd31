import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakePeer } from '../fake-media.ts'
import { type PeerStatistics, Statistics } from './statistics.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const row = (type: string, fields: object = {}) => [`${type} ${JSON.stringify(fields)}`, { type, ...fields }] as const

test('figures are told by medium and direction as long as somebody listens, until the end', async () => {
  const peer = new FakePeer()
  const rows = [
    row('inbound-rtp', { kind: 'audio' }),
    row('outbound-rtp', { kind: 'video' }),
    row('remote-inbound-rtp', { kind: 'video' }),
    row('candidate-pair', { nominated: true }),
    row('candidate-pair', { nominated: false }),
    row('codec'),
  ]
  const asked = vi.spyOn(peer, 'getStats').mockResolvedValue(new Map(rows))
  const statistics = new Statistics(() => [['bob-1', peer]])
  await vi.advanceTimersByTimeAsync(10_000)
  expect([asked.mock.calls.length, statistics.numberOfMonitoredPeers]).toEqual([0, 1])
  const told: PeerStatistics[] = []
  statistics.on('stats', (figures) => told.push(figures))
  await vi.advanceTimersByTimeAsync(2_000)
  const pair = { type: 'candidate-pair', nominated: true }
  expect(told).toEqual([
    {
      ...{ peerId: 'bob-1', connectionId: 'bob-1' },
      data: {
        audio: { inbound: [{ type: 'inbound-rtp', kind: 'audio' }], outbound: [] },
        video: { inbound: [], outbound: [{ type: 'outbound-rtp', kind: 'video' }] },
        connection: { inbound: [pair], outbound: [pair] },
        remote: { inbound: [{ type: 'remote-inbound-rtp', kind: 'video' }], outbound: [] },
      },
    },
  ])
  statistics.end()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(told).toHaveLength(1)
})
