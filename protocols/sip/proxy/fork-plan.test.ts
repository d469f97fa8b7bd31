import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MOST_BRANCHES, planForks } from './fork-plan.ts'

const remote = (q: number) => ({ q, isLocal: false })

test('targets of one q make a group, the higher ones first', () => {
  expect(planForks([remote(500), remote(1000), remote(500)], 60)).toEqual({
    groups: [
      [{ target: 1, breadth: 60 }],
      [
        { target: 0, breadth: 30 },
        { target: 2, breadth: 30 },
      ],
    ],
  })
})

test('a local target takes none of the breadth', () => {
  expect(planForks([remote(1000), { q: 1000, isLocal: true }], 1)).toEqual({
    groups: [
      [
        { target: 0, breadth: 1 },
        { target: 1, breadth: null },
      ],
    ],
  })
})

test('RFC 5393 §5.3.3: more branches at once than there is breadth are 440, one after the other they may', () => {
  expect(planForks([remote(1), remote(1)], 1)).toEqual({ status: 440 })
  expect(planForks([remote(2), remote(1)], 1)).toMatchObject({ groups: [[{ target: 0 }], [{ target: 1 }]] })
})

test('no group has more breadth than the request, and no request more branches than it may', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (qs, breadth) => {
      const plan = planForks(qs.map(remote), breadth)
      if ('status' in plan) return
      expect(plan.groups.flat()).toHaveLength(Math.min(qs.length, MOST_BRANCHES))
      for (const group of plan.groups) expect(group.reduce((sum, branch) => sum + (branch.breadth ?? 0), 0)).toBe(breadth)
    }),
  )
})
