import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import type { ConversationMessage } from '@weft/client/conversation-message'
import { Conversations } from '@weft/client/conversations'
import { readFileTransfer } from '@weft/client/file-transfer'
import { Encryption } from '@weft/client/pgp/encryption'
import { MemoryKeyArchive } from '@weft/client/pgp/key-archive'
import type { Page } from 'playwright-core'
import { download, upload } from './sylkrtc-files.ts'
import { hears, type SylkMessage, type SylkMessaging, say } from './sylkrtc-messages.ts'
import { until } from './until.ts'

const PATIENCE = 15_000
const TYPE = 'application/sylk-file-transfer'
const BYTES = Array.from({ length: 200_000 }, (_, at) => (at * 17) % 256)
/** What the web application makes up and shows. */
const CODE = '271828'

export interface Correspondents {
  /** sylkrtc.js with keys of its own, which `exchangeKeys` makes, and its address. */
  readonly page: Page
  readonly address: string
  /** sylkrtc.js without keys, on the account that the SDK has as well. */
  readonly otherDevice: Page
  readonly account: { readonly address: string; readonly password: string }
  readonly websocketUrl: string
  /** Of the web app. */
  readonly base: string
}

/** A device that runs the SDK, here in Node. */
interface Device {
  readonly encryption: Encryption
  readonly conversations: Conversations
  /** Everything that has come, as it reads. */
  readonly arrived: ConversationMessage[]
  close(): void
}

/** Has the SDK and sylkrtc.js write to each other encrypted, send each other files, and hand each other private keys. */
export async function exchangeEncrypted(people: Correspondents, passed: (what: string) => void): Promise<void> {
  const { page, address, account, otherDevice, base } = people
  const devices: Device[] = []
  const device = async () => {
    const started = await startDevice(people)
    devices.push(started)
    return started
  }
  try {
    const first = await device()
    await until('what the gateway knows of keys', PATIENCE, () => first.encryption.state.published === 'none')
    await first.encryption.setUp()
    await first.conversations.send(address, 'from the SDK ✓')
    await hears(page, { event: 'incoming', detail: 'from the SDK ✓', secure: true })
    passed('reads what the SDK has encrypted')

    await say(page, account.address, 'from sylkrtc.js ✓')
    const read = await came(first, ({ content }) => content === 'from sylkrtc.js ✓')
    if (read.protection?.kind !== 'encrypted' || read.protection.signature !== 'unsigned')
      throw new Error(`it came ${JSON.stringify(read.protection)}`)
    passed('is read by the SDK')

    await sendFile(first, people)
    await hears(page, { event: 'incoming', id: 'sdk-file', contentType: TYPE })
    const offer = await page.evaluate(() => window.heard?.find(({ id }) => id === 'sdk-file')?.detail ?? '')
    same(await page.evaluate(download, offer), { name: 'from the SDK.bin', bytes: BYTES })
    passed('gets and decrypts a file of the SDK')

    const url = `${base}filetransfer/${address}/${account.address}/sylk-file/`
    const file = { url, to: account.address, name: 'from sylkrtc.bin', bytes: BYTES }
    const status = await page.evaluate(upload, file)
    if (status !== 'encrypted 200') throw new Error(`the upload: ${status}`)
    same(await fetchFile(first, await came(first, ({ id }) => id === 'sylk-file')), { name: 'from sylkrtc.bin', bytes: BYTES })
    passed('encrypts and uploads a file, which the SDK gets and decrypts')

    await otherDevice.evaluate(awaitKey)
    const code = await first.encryption.offerPrivateKey()
    const imported = await until('a private key', PATIENCE, () => otherDevice.evaluate(importKey, code))
    if (imported !== 'BEGIN PGP PRIVATE KEY') throw new Error(`the private key: ${imported}`)
    passed('takes over a private key of the SDK')

    const second = await device()
    await until('that the key is elsewhere', PATIENCE, () => second.encryption.state.published === 'other')
    await otherDevice.evaluate((password) => window.messaging?.exportPrivateKey(password), CODE)
    await until('an offered key', PATIENCE, () => second.encryption.pendingPrivateKey !== null)
    const outcome = await second.encryption.takePrivateKey(CODE)
    if (outcome.kind !== 'unlocked') throw new Error(`the private key: ${outcome.reason}`)
    const thread = await second.conversations.thread(address)
    await until('old messages', PATIENCE, () => thread.messages.some(({ content }) => content === 'from sylkrtc.js ✓'))
    passed('hands its private key over to the SDK, which then reads what was written before')
  } finally {
    for (const { close } of devices) close()
  }
}

async function startDevice({ account: { address, password }, websocketUrl }: Correspondents): Promise<Device> {
  const connection = new Connection({ url: websocketUrl })
  const account = new Account(connection, { address, password })
  const encryption = await Encryption.open(account, new MemoryKeyArchive())
  const conversations = await Conversations.open(account, { cipher: encryption.cipher })
  const arrived: ConversationMessage[] = []
  conversations.on('change', ({ messages }) => arrived.push(...messages.filter(({ direction }) => direction === 'incoming')))
  connection.connect()
  account.register()
  await until('a registration', PATIENCE, () => account.state.kind === 'registered')
  return { encryption, conversations, arrived, close: () => connection.close() }
}

function came(device: Device, is: (message: ConversationMessage) => boolean): Promise<ConversationMessage> {
  return until('a message', PATIENCE, () => device.arrived.find(is))
}

/** As an application does it, but for the browser's way of uploading. */
async function sendFile({ encryption }: Device, { account, address, base }: Correspondents): Promise<void> {
  const sealed = await encryption.cipher.sealFile(address, { name: 'from the SDK.bin', bytes: new Uint8Array(BYTES) })
  if (sealed.kind !== 'encrypted') throw new Error(`the file: ${sealed.kind}`)
  const url = `${base}filetransfer/${account.address}/${address}/sdk-file/${encodeURIComponent(sealed.name)}`
  const { status } = await fetch(url, { method: 'POST', body: new Blob([new Uint8Array(sealed.bytes)]) })
  if (status !== 200) throw new Error(`the upload: ${status}`)
}

async function fetchFile({ encryption }: Device, message: ConversationMessage) {
  const file = readFileTransfer(message)
  if (file === null || !file.isEncrypted) throw new Error(`no encrypted file: ${message.content}`)
  const bytes = new Uint8Array(await (await fetch(file.url)).arrayBuffer())
  const opened = await encryption.cipher.openFile(message, { name: file.name, bytes })
  return opened.kind === 'decrypted' ? { name: opened.name, bytes: [...opened.bytes] } : { name: opened.reason, bytes: [] }
}

function same(is: { name: string; bytes: readonly number[] }, wanted: { name: string; bytes: readonly number[] }): void {
  if (is.name !== wanted.name || is.bytes.join() !== wanted.bytes.join())
    throw new Error(`${is.name} of ${is.bytes.length} bytes came`)
}

declare global {
  interface Window {
    /** What another device has handed over. */
    offered?: SylkMessage
  }
}

/** Runs in the page: keeps the private key that another device hands over. */
function awaitKey(): void {
  const account = window.account as unknown as SylkMessaging
  window.messaging = account
  account.on('outgoingMessage', (message) => {
    if (message.contentType === 'text/pgp-private-key') window.offered = message
  })
}

/** Runs in the page: takes the key over as the web application does. Resolves with what it is; null while there is none. */
function importKey(code: string): Promise<string | null> {
  return new Promise((resolve) => {
    if (window.offered === undefined) return resolve(null)
    window.messaging?.decryptKeyImport(window.offered, code, ({ content, didDecrypt }) => {
      if (!didDecrypt) return resolve('not decrypted')
      const block = (name: string) => new RegExp(`-----BEGIN PGP ${name}[^]*-----END PGP ${name}[^\\n]*`).exec(content)?.[0] ?? ''
      window.messaging?.addPGPKeys({ publicKey: block('PUBLIC'), privateKey: block('PRIVATE') })
      resolve(/BEGIN PGP PRIVATE KEY/.exec(content)?.[0] ?? 'no key')
    })
  })
}
