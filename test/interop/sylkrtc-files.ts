import { type Devices, hears } from './sylkrtc-messages.ts'

const TYPE = 'application/sylk-file-transfer'
/** More than one part of a stream, and nothing that text could hold. */
const BYTES = Array.from({ length: 300_000 }, (_, at) => (at * 31) % 256)

/** Where a file goes and what it is called, as the web application makes it up. */
interface Upload {
  readonly url: string
  readonly to: string
  readonly name: string
  readonly bytes: readonly number[]
}

/** Has alice's sylkrtc.js encrypt and upload a file, and bob's get and decrypt it. Both have keys. @param base the web app's URL */
export async function transferFile(devices: Devices, base: string, passed: (what: string) => void): Promise<void> {
  const { alice, other, bob, addresses } = devices
  const id = 'a-file'
  const url = `${base}filetransfer/${addresses.alice}/${addresses.bob}/${id}/`
  const status = await alice.evaluate(upload, { url, to: addresses.bob, name: 'picture.png', bytes: BYTES })
  if (status !== 'encrypted 200') throw new Error(`the upload: ${status}`)
  await hears(bob, { event: 'incoming', id, contentType: TYPE })
  for (const page of [alice, other]) await hears(page, { event: 'outgoing', id, contentType: TYPE })
  const heard = await bob.evaluate((which) => window.heard?.find((one) => one.id === which)?.detail ?? '', id)
  const got = await bob.evaluate(download, heard)
  if (got.name !== 'picture.png' || got.bytes.join() !== BYTES.join())
    throw new Error(`${got.name} of ${got.bytes.length} bytes came`)
  passed('encrypts and uploads a file, which the other side gets and decrypts')
}

/** Runs in the page. */
export async function upload({ url, to, name, bytes }: Upload): Promise<string> {
  const encrypted = await window.messaging?.encryptFile(to, new File([new Uint8Array(bytes)], name, { type: 'image/png' }))
  if (!encrypted?.didEncrypt) return 'not encrypted'
  const { file } = encrypted
  const response = await fetch(url + encodeURIComponent(file.name), {
    method: 'POST',
    body: file,
    headers: { 'Content-Type': file.type },
  })
  return `encrypted ${response.status}`
}

/** Runs in the page. `offer`: what a message about a file says. */
export async function download(offer: string): Promise<{ readonly name: string; readonly bytes: number[] }> {
  const { url, filename, filetype } = JSON.parse(offer)
  const armored = await (await fetch(url)).text()
  const decrypted = await window.messaging?.decryptFile(armored, filename, filetype)
  if (!decrypted?.didDecrypt) return { name: 'what could not be decrypted', bytes: [] }
  return { name: decrypted.file.name, bytes: [...new Uint8Array(await decrypted.file.arrayBuffer())] }
}
