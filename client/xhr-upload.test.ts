import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { xhrUpload } from './xhr-upload.ts'

/** As much of an XMLHttpRequest as an upload uses; the test says what happens to it. */
class FakeRequest {
  static latest: FakeRequest
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {}
  readonly calls: unknown[][] = []
  status = 0
  responseText = ''
  onload = () => undefined
  onerror = () => undefined
  onabort = () => undefined
  onloadend = () => undefined

  constructor() {
    FakeRequest.latest = this
  }

  open(...given: unknown[]) {
    this.calls.push(['open', ...given])
  }

  send(...given: unknown[]) {
    this.calls.push(['send', ...given])
  }

  abort() {
    this.calls.push(['abort'])
    this.onabort()
    this.onloadend()
  }
}

beforeEach(() => void vi.stubGlobal('XMLHttpRequest', FakeRequest))
afterEach(() => void vi.unstubAllGlobals())

function begin() {
  const aborting = new AbortController()
  const sent: number[] = []
  const body = new Blob(['hello'])
  const answer = xhrUpload({ url: 'https://x/y', body, signal: aborting.signal, onProgress: (bytes) => sent.push(bytes) })
  return { aborting, sent, body, answer, request: FakeRequest.latest }
}

test('a body is posted as it is, and it is told how much of it has gone out', async () => {
  const { sent, body, answer, request } = begin()
  expect(request.calls).toEqual([
    ['open', 'POST', 'https://x/y'],
    ['send', body],
  ])
  request.upload.onprogress?.({ loaded: 3 })
  Object.assign(request, { status: 413, responseText: 'too large' })
  request.onload()
  expect([await answer, sent]).toEqual([{ status: 413, text: 'too large' }, [3]])
})

test('a connection that breaks rejects', async () => {
  const { answer, request } = begin()
  request.onerror()
  await expect(answer).rejects.toThrow('the connection broke')
})

test('what is given up is aborted, and what is over no more', async () => {
  const given = begin()
  given.aborting.abort()
  await expect(given.answer).rejects.toThrow('given up')
  expect(given.request.calls.at(-1)).toEqual(['abort'])
  const over = begin()
  over.request.onload()
  over.request.onloadend()
  over.aborting.abort()
  expect(over.request.calls).toHaveLength(2)
})
