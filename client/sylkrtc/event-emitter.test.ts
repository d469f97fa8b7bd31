import { expect, test, vi } from 'vitest'
import { EventEmitter } from './event-emitter.ts'

interface Events {
  moved: [from: string, to: string]
  stopped: []
}

class Mover extends EventEmitter<Events> {}

test('listeners are told all values, in the order they came, until they are removed', () => {
  const mover = new Mover()
  const told: string[] = []
  const first = (from: string, to: string) => void told.push(`first ${from} ${to}`)
  mover.on('moved', first).addListener('moved', (from, to) => void told.push(`second ${from} ${to}`))
  expect(mover.emit('moved', 'here', 'there')).toBe(true)
  mover.off('moved', first)
  mover.emit('moved', 'there', 'away')
  expect(told).toEqual(['first here there', 'second here there', 'second there away'])
  expect(mover.emit('stopped')).toBe(false)
})

test('a listener that is to be told once is, even where it causes the event again', () => {
  const mover = new Mover()
  const told: string[] = []
  mover.once('moved', (_from, to) => {
    told.push(to)
    mover.emit('moved', to, 'further')
  })
  mover.emit('moved', 'here', 'there')
  expect([told, mover.listenerCount('moved')]).toEqual([['there'], 0])
})

test('a listener that was added twice is told twice, and removed once each time', () => {
  const mover = new Mover()
  const listener = vi.fn()
  mover.on('stopped', listener).on('stopped', listener).removeListener('stopped', listener)
  mover.emit('stopped')
  expect(listener).toHaveBeenCalledTimes(1)
  mover.removeAllListeners()
  expect(mover.emit('stopped')).toBe(false)
})

test('a listener that throws keeps no other from being told, and its error is not swallowed', () => {
  const mover = new Mover()
  const later: (() => void)[] = []
  const microtasks = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void later.push(task))
  const told: string[] = []
  mover.on('stopped', () => {
    throw new Error('a mistake')
  })
  mover.on('stopped', () => void told.push('told'))
  mover.emit('stopped')
  microtasks.mockRestore()
  expect(told).toEqual(['told'])
  expect(later).toHaveLength(1)
  expect(later[0]).toThrow('a mistake')
})
