import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PageWorker } from './page-worker.ts'

const BASE = '/webrtcgateway/'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A browser's service workers, with one that serves the page, or none yet. */
function browser(serving: boolean) {
  const posted: unknown[] = []
  const installing = new EventTarget()
  const registration = Object.assign(new EventTarget(), {
    installing,
    waiting: null as { postMessage(message: unknown): void } | null,
    update: vi.fn(async () => undefined),
  })
  const register = vi.fn(async () => registration)
  const container = Object.assign(new EventTarget(), { controller: serving ? {} : null, register })
  const went: string[] = []
  const reload = vi.fn()
  const go = (path: string) => void went.push(path)
  const worker = new PageWorker(container as unknown as ServiceWorkerContainer, { base: BASE, go, reload })
  /** A newer page has come, and waits. */
  const arrive = () => {
    registration.dispatchEvent(new Event('updatefound'))
    registration.waiting = { postMessage: (message) => posted.push(message) }
    installing.dispatchEvent(new Event('statechange'))
  }
  return { worker, container, registration, register, posted, went, reload, arrive }
}

test('the worker is the one beside the page, and answers for the page only', async () => {
  const { worker, register } = browser(true)
  await worker.start()
  expect(register).toHaveBeenCalledWith('/webrtcgateway/service-worker.js', { scope: BASE })
})

test('a newer page is told of, and takes over once that is wanted', async () => {
  const { worker, container, posted, reload, arrive } = browser(true)
  await worker.start()
  expect(worker.newer.value).toBe(false)
  arrive()
  expect([worker.newer.value, posted]).toEqual([true, []])
  worker.replace()
  expect([posted, reload.mock.calls.length]).toEqual([['take-over'], 0])
  container.dispatchEvent(new Event('controllerchange'))
  expect(reload).toHaveBeenCalledOnce()
})

test('a newer page that another tab has let take over already is only opened', async () => {
  const { worker, registration, reload, arrive } = browser(true)
  await worker.start()
  arrive()
  registration.waiting = null
  worker.replace()
  expect(reload).toHaveBeenCalledOnce()
})

test('the first worker of all is no newer page', async () => {
  const { worker, arrive } = browser(false)
  await worker.start()
  arrive()
  expect(worker.newer.value).toBe(false)
})

test('who never closes the page hears of a newer one as well', async () => {
  const { worker, registration } = browser(true)
  await worker.start()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(registration.update).toHaveBeenCalledOnce()
})

test('a notification that was clicked leads to where it belongs', () => {
  const { container, went } = browser(true)
  container.dispatchEvent(new MessageEvent('message', { data: { kind: 'go', path: '/webrtcgateway/calls' } }))
  container.dispatchEvent(new MessageEvent('message', { data: 'something else' }))
  expect(went).toEqual(['/webrtcgateway/calls'])
})

test('a browser that keeps nothing does without', async () => {
  const { worker, register } = browser(false)
  register.mockRejectedValueOnce(new DOMException('no', 'SecurityError'))
  await worker.start()
  expect(worker.registration).toBeNull()
})
