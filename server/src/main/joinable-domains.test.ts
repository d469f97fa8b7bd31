import { expect, test } from 'vitest'
import { joinableDomains } from './joinable-domains.ts'

test('rooms of ours are never joined as rooms of another server, which the operator is told', () => {
  const warnings: unknown[] = []
  const domains = { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) }
  const asked = ['chat.shakespeare.lit', 'conference.sip.test', 'sip.test']
  const joinable = joinableDomains(asked, domains, { warn: (_, details) => void warnings.push(details) })
  expect([...joinable]).toEqual(['chat.shakespeare.lit'])
  expect(warnings).toEqual([{ option: 'muc_domains', domains: 'conference.sip.test sip.test' }])
})
