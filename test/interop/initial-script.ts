import { get } from 'node:http'

/** Bytes of JavaScript, as they are sent compressed with gzip, that a page is made of before it shows anything: its scripts and what they import at once. */
export async function initialScriptSize(page: string): Promise<number> {
  const { body } = await fetched(page, 'identity')
  const scripts = [...body.toString().matchAll(/<(?:script|link rel="modulepreload")[^>]* (?:src|href)="([^"]+\.js)"/g)]
  if (scripts.length === 0) throw new Error('the page names no script')
  const sizes = scripts.map(async ([, path = '']) => {
    const { body: script, encoding } = await fetched(new URL(path, page).href, 'gzip')
    // What is too small to be worth it is sent as it is.
    if (encoding !== 'gzip' && script.length > 2000) throw new Error(`${path} is not compressed`)
    return script.length
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

interface Fetched {
  readonly body: Buffer
  readonly encoding: string | undefined
}

/** Without `fetch`, which would undo the compression. */
function fetched(url: string, accepted: 'gzip' | 'identity'): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': accepted } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ body: Buffer.concat(chunks), encoding: response.headers['content-encoding'] }))
      response.on('error', reject)
    }).on('error', reject)
  })
}
