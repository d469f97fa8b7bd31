import type { Platform } from './platform.ts'
import { RequestFailure } from './request-failure.ts'

/** Nothing of a file has gone out for so long, nor has the answer come, that it never will. */
const STALLED_AFTER_MS = 120_000

export interface UploadOptions {
  /** Is told from time to time how much of the file has gone out, from 0 to 1. */
  readonly progress?: (share: number) => void
  /** Gives the upload up; the gateway keeps nothing of it. */
  readonly signal?: AbortSignal
}

/**
 * Posts a file, whose type is its `Content-Type`. Rejects with a RequestFailure: `refused` with the status and what the gateway says, as
 * `413 The file is too large`; `aborted` by the signal.
 */
export async function upload(platform: Platform, url: string, content: Blob, options: UploadOptions = {}): Promise<void> {
  const { progress, signal } = options
  if (signal?.aborted) throw new RequestFailure('aborted', 'the upload was given up')
  const giveUp = new AbortController()
  let failure: RequestFailure | null = null
  const end = (kind: 'aborted' | 'timeout', text: string) => {
    failure = new RequestFailure(kind, text)
    giveUp.abort()
  }
  const abort = () => end('aborted', 'the upload was given up')
  const stall = () => end('timeout', `nothing of the file went out for ${STALLED_AFTER_MS} ms`)
  let stalled = setTimeout(stall, STALLED_AFTER_MS)
  signal?.addEventListener('abort', abort)
  try {
    const { status, text } = await platform.upload({
      url,
      body: content,
      signal: giveUp.signal,
      onProgress: (sent) => {
        clearTimeout(stalled)
        stalled = setTimeout(stall, STALLED_AFTER_MS)
        // The browser counts what is around the file as well.
        progress?.(content.size === 0 ? 1 : Math.min(1, sent / content.size))
      },
    })
    if (status < 200 || status > 299) throw new RequestFailure('refused', `${status} ${text.slice(0, 200)}`.trim())
  } catch (error) {
    if (error instanceof RequestFailure) throw error
    throw failure ?? new RequestFailure('disconnected', error instanceof Error ? error.message : String(error))
  } finally {
    clearTimeout(stalled)
    signal?.removeEventListener('abort', abort)
  }
}

/** Where the gateway takes and gives files: `wss://gateway.example/webrtcgateway/ws` → `https://gateway.example/webrtcgateway` (§1.1). */
export function httpBase(websocketUrl: string): string {
  return websocketUrl.replace(/^ws/, 'http').replace(/\/ws(?:[?#].*)?$/, '')
}
