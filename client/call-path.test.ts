import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CallPath } from './call-path.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched() {
  const said: string[] = []
  const path = new CallPath({
    interrupted: (interrupted) => said.push(interrupted ? 'interrupted' : 'back'),
    restart: () => said.push('restart'),
    broken: () => said.push('broken'),
  })
  return { path, said }
}

test('a path that is never found ends the call', () => {
  const { path, said } = watched()
  path.take('connecting')
  path.take('failed')
  expect(said).toEqual(['broken'])
})

test('a short gap is told, and closes by itself', () => {
  const { path, said } = watched()
  path.take('connected')
  path.take('disconnected')
  expect(path.interrupted).toBe(true)
  vi.advanceTimersByTime(2_000)
  path.take('connected')
  vi.advanceTimersByTime(60_000)
  expect(said).toEqual(['interrupted', 'back'])
})

test('a longer one has a new path looked for, again and again, for half a minute', () => {
  const { path, said } = watched()
  path.take('connected')
  path.take('disconnected')
  vi.advanceTimersByTime(29_000)
  expect(said).toEqual(['interrupted', 'restart', 'restart', 'restart', 'restart'])
  vi.advanceTimersByTime(1_000)
  expect(said.at(-1)).toBe('broken')
})

test('a path that the browser gives up is not waited for', () => {
  const { path, said } = watched()
  path.take('connected')
  path.take('disconnected')
  path.take('failed')
  path.take('connecting')
  path.take('connected')
  expect(said).toEqual(['interrupted', 'restart', 'back'])
})

test('another network has a new path looked for at once, though nothing is missing yet', () => {
  const { path, said } = watched()
  path.renew()
  path.take('connected')
  path.renew()
  expect(said).toEqual(['restart'])
})

test('nothing happens once the call is over', () => {
  const { path, said } = watched()
  path.take('connected')
  path.take('disconnected')
  path.end()
  vi.advanceTimersByTime(60_000)
  expect(said).toEqual(['interrupted'])
})
