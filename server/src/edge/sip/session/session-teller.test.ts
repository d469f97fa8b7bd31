import { expect, test } from 'vitest'
import type { Log } from '../../../ports/log.ts'
import { SessionTeller } from './session-teller.ts'

function tellerWith(): { readonly teller: SessionTeller; readonly errors: string[] } {
  const errors: string[] = []
  const log: Log = { debug() {}, info() {}, warn() {}, error: (message) => errors.push(message), with: () => log }
  return { teller: new SessionTeller(log), errors }
}

test('what was added before anybody listened is told first', () => {
  const { teller } = tellerWith()
  const told: string[] = []
  teller.add({ kind: 'answered' })
  teller.tell()
  teller.listen(({ kind }) => told.push(kind))
  teller.add({ kind: 'confirmed' })
  teller.tell()
  expect(told).toEqual(['answered', 'confirmed'])
})

test('what a listener causes is told after what it is being told', () => {
  const { teller } = tellerWith()
  const told: string[] = []
  teller.listen(({ kind }) => {
    if (kind === 'answered') {
      teller.add({ kind: 'retry' })
      teller.tell()
    }
    told.push(kind)
  })
  teller.add({ kind: 'answered' })
  teller.add({ kind: 'confirmed' })
  teller.tell()
  expect(told).toEqual(['answered', 'confirmed', 'retry'])
})

test('a listener that throws is logged, and told the rest', () => {
  const { teller, errors } = tellerWith()
  const told: string[] = []
  teller.listen(({ kind }) => {
    told.push(kind)
    throw new Error('a defect')
  })
  teller.add({ kind: 'answered' })
  teller.add({ kind: 'confirmed' })
  teller.tell()
  expect(told).toEqual(['answered', 'confirmed'])
  expect(errors).toHaveLength(2)
})
