import { expect, test } from 'vitest'
import { request as requestOf } from '../../../test/torture/sip/messages.ts'
import type { SipHeaderField } from '../message.ts'
import { judgeRefer, referFields } from './refer-request.ts'

const carol = { displayName: '', target: 'sip:carol@example.com', method: 'INVITE', replaces: null }
const refer = (...fields: readonly (readonly [string, string])[]) =>
  requestOf('REFER', { cseq: 93, more: fields.map(([name, value]): SipHeaderField => ({ name, value })) })

test('a REFER says whom to reach, who says so, and whether its sender wants to know', () => {
  const referredBy = { displayName: '', uri: 'sip:bob@example.com', parameters: [] }
  expect(referFields({ referTo: carol, referredBy, subscription: false })).toEqual([
    { name: 'Refer-To', value: '<sip:carol@example.com>' },
    { name: 'Referred-By', value: '<sip:bob@example.com>' },
    { name: 'Refer-Sub', value: 'false' },
  ])
  expect(referFields({ referTo: carol, referredBy: null, subscription: true })).toHaveLength(1)
})

test('one that came is read alike, and its NOTIFYs name it', () => {
  expect(judgeRefer(refer(['Refer-To', '<sip:carol@example.com>']))).toEqual({
    taken: true,
    referTo: carol,
    referredBy: null,
    subscription: true,
    event: { package: 'refer', id: '93' },
  })
  const spared = judgeRefer(refer(['Refer-To', 'sip:carol@example.com'], ['Refer-Sub', 'FALSE;x'], ['Referred-By', 'sip:b@b']))
  expect(spared).toMatchObject({ taken: true, subscription: false, referredBy: { referrer: { uri: 'sip:b@b' } } })
  expect(judgeRefer(refer(['Refer-To', 'sip:carol@example.com'], ['Refer-Sub', 'falsehood']))).toMatchObject({
    subscription: true,
  })
})

test('one that cannot be read is refused', () => {
  const to = ['Refer-To', 'sip:carol@example.com'] as const
  expect(judgeRefer(refer())).toEqual({ taken: false, status: 400, why: 'refer-to' })
  expect(judgeRefer(refer(to, to))).toMatchObject({ why: 'refer-to' })
  expect(judgeRefer(refer(to, ['Referred-By', 'nobody']))).toMatchObject({ why: 'referred-by' })
  expect(judgeRefer({ ...refer(to), headers: [{ name: 'Refer-To', value: to[1] }] })).toMatchObject({ why: 'cseq' })
})
