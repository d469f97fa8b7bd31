import { expect, test } from 'vitest'
import { EventGate } from './event-gate.ts'

test('what comes before it opens waits, in order', () => {
  const gate = new EventGate<number>()
  const seen: number[] = []
  gate.push(1)
  gate.push(2)
  gate.open((event) => seen.push(event))
  gate.push(3)
  expect(seen).toEqual([1, 2, 3])
})

test('what a listener causes comes after what was waiting', () => {
  const gate = new EventGate<number>()
  const seen: number[] = []
  gate.push(1)
  gate.push(2)
  gate.open((event) => {
    if (event === 1) gate.push(3)
    seen.push(event)
  })
  expect(seen).toEqual([1, 2, 3])
})

test('a maker has what it made before it hears of it', async () => {
  const gate = new EventGate<string>()
  const order: string[] = []
  const make = async () => {
    gate.push('event')
    gate.openSoon((event) => order.push(event))
  }
  await make()
  order.push('made')
  await new Promise(setImmediate)
  expect(order).toEqual(['made', 'event'])
})

test('nothing passes after it is closed, not even what was waiting', () => {
  const gate = new EventGate<number>()
  const seen: number[] = []
  gate.push(1)
  gate.push(2)
  gate.open((event) => {
    seen.push(event)
    gate.close()
  })
  gate.push(3)
  expect(seen).toEqual([1])
})
