import { expect, test } from 'vitest'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import { PeerHosts } from './peer-hosts.ts'
import { TrustedPeers } from './trusted-peers.ts'

class Time implements Clock {
  tasks: (() => void)[] = []

  now(): number {
    return 0
  }

  after(_delay: number, task: () => void): () => void {
    this.tasks.push(task)
    return () => {
      this.tasks = this.tasks.filter((other) => other !== task)
    }
  }
}

function watching(peers: TrustedPeers, addresses: () => Promise<string[]>) {
  const warnings: string[] = []
  const ignore = () => {}
  const log: Log = { debug: ignore, info: ignore, warn: (text) => warnings.push(text), error: ignore, with: () => log }
  const time = new Time()
  const hosts = new PeerHosts([peers], { naptr: async () => [], srv: async () => [], addresses }, time, log)
  return { hosts, time, warnings }
}

test('a host keeps its addresses while it cannot be looked up, and changes them when they do', async () => {
  const peers = new TrustedPeers({ networks: [], hosts: ['proxy.test'] })
  const answers = [['192.0.2.1'], null, ['192.0.2.2']]
  const { hosts, time, warnings } = watching(peers, async () => {
    const answer = answers.shift()
    if (!answer) throw new Error('no answer')
    return answer
  })
  const trusted = () => ['192.0.2.1', '192.0.2.2'].filter((address) => peers.judge(address).trusted)
  await hosts.watch()
  expect(trusted()).toEqual(['192.0.2.1'])
  await hosts.watch()
  expect(trusted()).toEqual(['192.0.2.1'])
  expect(warnings).toEqual(['a trusted peer was not found'])
  await hosts.watch()
  expect(trusted()).toEqual(['192.0.2.2'])
  expect(time.tasks).toHaveLength(1)
})

test('who stops looks nothing up any more, not even after a look-up that was under way', async () => {
  const { promise, resolve } = Promise.withResolvers<string[]>()
  const { hosts, time } = watching(new TrustedPeers({ networks: [], hosts: ['proxy.test'] }), () => promise)
  const watch = hosts.watch()
  hosts.stop()
  resolve([])
  await watch
  expect(time.tasks).toEqual([])
})
