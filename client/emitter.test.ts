import { expect, test, vi } from 'vitest'
import { Emitter } from './emitter.ts'

class Bell extends Emitter<{ rung: number; stopped: undefined }> {
  ring(times: number): void {
    this.emit('rung', times)
  }
}

test('listeners hear their event, in order, until they leave', () => {
  const bell = new Bell()
  const heard: string[] = []
  const leave = bell.on('rung', (times) => heard.push(`first ${times}`))
  bell.on('rung', (times) => heard.push(`second ${times}`))
  bell.on('stopped', () => heard.push('stopped'))
  bell.ring(1)
  leave()
  bell.ring(2)
  expect(heard).toEqual(['first 1', 'second 1', 'second 2'])
})

test('a listener given twice is called twice and leaves once', () => {
  const bell = new Bell()
  const listener = vi.fn()
  const leave = bell.on('rung', listener)
  bell.on('rung', listener)
  leave()
  bell.ring(3)
  expect(listener.mock.calls).toEqual([[3]])
})

test('a listener that throws does not keep the others from hearing, and its error is not swallowed', () => {
  const bell = new Bell()
  const later: (() => void)[] = []
  const microtasks = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => {
    later.push(task)
  })
  const heard = vi.fn()
  bell.on('rung', () => {
    throw new Error('bad listener')
  })
  bell.on('rung', heard)
  bell.ring(1)
  microtasks.mockRestore()
  expect(heard).toHaveBeenCalledWith(1)
  expect(later.map((task) => () => task())).toHaveLength(1)
  expect(later[0]).toThrow('bad listener')
})

test('a listener that leaves while it is called does not disturb the others', () => {
  const bell = new Bell()
  const heard: string[] = []
  const leave = bell.on('rung', () => {
    heard.push('once')
    leave()
  })
  bell.on('rung', () => heard.push('always'))
  bell.ring(1)
  bell.ring(2)
  expect(heard).toEqual(['once', 'always', 'always'])
})
