/** A body to post, and who wants to know of it. */
export interface HttpUpload {
  readonly url: string
  /** Its type becomes the `Content-Type`. */
  readonly body: Blob
  readonly onProgress: (sentBytes: number) => void
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly text: string
}

/**
 * Posts with XMLHttpRequest, which tells how far it is; fetch does not. Rejects with an Error where no answer came, or the signal
 * gave it up.
 */
export function xhrUpload({ url, body, onProgress, signal }: HttpUpload): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    signal.addEventListener('abort', abort)
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = () => reject(new Error('the connection broke'))
    request.onabort = () => reject(new Error('the upload was given up'))
    request.onloadend = () => signal.removeEventListener('abort', abort)
    request.open('POST', url)
    request.send(body)
  })
}
