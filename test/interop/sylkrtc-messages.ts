import type { Page } from 'playwright-core'
import { until } from './until.ts'

const PATIENCE = 15_000
/** Of a text that the library cuts into pieces (it does from 4096 bytes on). */
const LONG = 'long '.repeat(3000)
const PASSWORD = 'for the key'

/** Pages of sylkrtc.js that are registered: two devices of alice's and one of bob's. */
export interface Devices {
  readonly alice: Page
  readonly other: Page
  readonly bob: Page
  /** Addresses. */
  readonly addresses: { readonly alice: string; readonly bob: string }
}

/** What the library has told, in order. */
interface Heard {
  readonly event: string
  readonly id: string
  readonly detail: string
  readonly contentType?: string
  readonly secure?: boolean
}

export interface SylkMessage {
  readonly id: string
  readonly content: string
  readonly contentType: string
  readonly state: string
  readonly isSecure: boolean
  readonly timestamp: Date
}
interface SylkKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** The part of an account of sylkrtc.js that is about messages. */
export interface SylkMessaging {
  on(event: 'incomingMessage' | 'outgoingMessage', listener: (message: SylkMessage) => void): void
  on(event: 'messageStateChanged', listener: (id: string, state: string) => void): void
  on(event: 'readConversation', listener: (contact: string) => void): void
  once(event: 'syncConversations', listener: (messages: readonly SylkMessage[]) => void): void
  sendMessage(uri: string, content: string, contentType?: string, options?: object, done?: () => void): SylkMessage
  sendDispositionNotification(uri: string, id: string, timestamp: string, state: string): void
  syncConversations(id: string | null): void
  markConversationRead(contact: string): void
  generatePGPKeys(done: (keys: SylkKeys) => void): void
  addPGPKeys(keys: SylkKeys): void
  exportPrivateKey(password: string): void
  encryptFile(uri: string, file: File): Promise<{ readonly file: File; readonly didEncrypt: boolean }>
  decryptFile(armored: string, name: string, type: string): Promise<{ readonly file: File; readonly didDecrypt: boolean }>
  decryptKeyImport(
    message: SylkMessage,
    password: string,
    done: (message: { content: string; didDecrypt: boolean }) => void,
  ): void
}

declare global {
  interface Window {
    messaging?: SylkMessaging
    heard?: Heard[]
  }
}

/** Has sylkrtc.js exchange messages and receipts; `passed` is told of each thing that works. Rejects with the first that does not. */
export async function exchangeMessages(devices: Devices, passed: (what: string) => void): Promise<void> {
  const { alice, other, bob, addresses } = devices
  for (const page of [alice, other, bob]) await page.evaluate(listen, PASSWORD)

  const id = await say(alice, addresses.bob, 'hello bob ✓')
  await hears(bob, { event: 'incoming', id, detail: 'hello bob ✓' })
  await hears(other, { event: 'outgoing', id, detail: 'hello bob ✓' })
  await bob.evaluate(
    ([uri, which]) => window.messaging?.sendDispositionNotification(uri, which, new Date().toISOString(), 'displayed'),
    [addresses.alice, id] as const,
  )
  for (const page of [alice, other])
    for (const detail of ['accepted', 'delivered', 'displayed']) await hears(page, { event: 'state', id, detail })
  passed('sends a message, and sees it accepted, delivered and displayed on two devices')

  const answer = await say(bob, addresses.alice, 'hello alice')
  for (const page of [alice, other]) await hears(page, { event: 'incoming', id: answer, detail: 'hello alice' })
  await alice.evaluate((contact) => window.messaging?.markConversationRead(contact), addresses.bob)
  await hears(other, { event: 'read', id: addresses.bob, detail: '' })
  passed('receives on two devices, and reads on one for both')

  await say(alice, addresses.bob, LONG)
  await hears(bob, { event: 'incoming', detail: LONG })
  passed('puts a long message together again')

  const everything = await journal(alice)
  const told = everything.filter(({ contentType }) => contentType === 'text/plain').map(({ content }) => content)
  equal(told, ['hello bob ✓', 'hello alice', LONG], 'the journal')
  equal(everything.find((message) => message.id === id)?.state, 'displayed', 'the state of the first message')
  passed('reads the journal from the beginning until nothing more comes')

  await say(bob, addresses.alice, 'one more')
  await hears(alice, { event: 'incoming', detail: 'one more' })
  const later = await journal(other, everything.at(-1)?.id ?? null)
  equal(
    later.filter(({ contentType }) => contentType === 'text/plain').map(({ content }) => content),
    ['one more'],
    'what is new',
  )
  passed('goes on in the journal where it had stopped')
}

/** Has alice and bob make keys and write encrypted, after `exchangeMessages`; `passed` is told of each thing that works. */
export async function exchangeKeys({ alice, other, bob, addresses }: Devices, passed: (what: string) => void): Promise<void> {
  for (const [page, address] of [
    [alice, addresses.alice],
    [bob, addresses.bob],
  ] as const)
    await page.evaluate(makeKeys, address)
  const secret = await until('an encrypted message', PATIENCE, async () => {
    const sent = await say(alice, addresses.bob, 'between us')
    return (await heard(bob)).some(({ id: which, secure }) => which === sent && secure) ? sent : null
  })
  await hears(bob, { event: 'incoming', id: secret, detail: 'between us', secure: true })
  passed('finds the key of another account, and encrypts')

  await alice.evaluate((password) => window.messaging?.exportPrivateKey(password), PASSWORD)
  await hears(other, { event: 'imported key', detail: 'BEGIN PGP PRIVATE KEY' })
  passed('hands its private key to its other device')

  equal(
    (await journal(alice)).filter(({ contentType }) => contentType.startsWith('text/pgp')),
    [],
    'keys in the journal',
  )
  passed('reads a journal that holds no keys')
}

/** Resolves with the message's id. */
export function say(page: Page, uri: string, content: string): Promise<string> {
  return page.evaluate(([to, text]) => window.messaging?.sendMessage(to, text).id ?? '', [uri, content] as const)
}

function heard(page: Page): Promise<readonly Heard[]> {
  return page.evaluate(() => window.heard ?? [])
}

/** Waits until the library has told that. */
export async function hears(page: Page, wanted: Partial<Heard>): Promise<void> {
  const is = (one: Heard) => Object.entries(wanted).every(([name, value]) => one[name as keyof Heard] === value)
  const shown = JSON.stringify(wanted).slice(0, 200)
  await until(shown, PATIENCE, async () => (await heard(page)).some(is)).catch(async (error) => {
    throw new Error(`${error.message}; heard: ${JSON.stringify(await heard(page)).slice(0, 2000)}`)
  })
}

/** Everything after that id, asked for as the web application does: again with the last id, until the answer is empty. */
async function journal(page: Page, after: string | null = null): Promise<readonly SylkMessage[]> {
  const messages: SylkMessage[] = []
  for (let cursor = after; ; ) {
    const answer = await page.evaluate(ask, cursor)
    const last = answer.at(-1)
    if (last === undefined) return messages
    messages.push(...answer)
    cursor = last.id
  }
}

function equal(is: unknown, wanted: unknown, what: string): void {
  const [one, other] = [JSON.stringify(is), JSON.stringify(wanted)]
  if (one !== other) throw new Error(`${what}: ${one?.slice(0, 1000)} instead of ${other?.slice(0, 1000)}`)
}

/** Runs in the page: notes what the library tells. */
function listen(password: string): void {
  const account = window.account as unknown as SylkMessaging
  const events: Heard[] = []
  window.messaging = account
  window.heard = events
  account.on('incomingMessage', ({ id, content, contentType, isSecure }) => {
    events.push({ event: 'incoming', id, detail: content, contentType, secure: isSecure })
  })
  account.on('outgoingMessage', (message) => {
    const { id, content, contentType } = message
    events.push({ event: 'outgoing', id, detail: content, contentType })
    if (contentType !== 'text/pgp-private-key') return
    account.decryptKeyImport(message, password, (imported) => {
      const detail = /BEGIN PGP PRIVATE KEY/.exec(imported.content)?.[0] ?? 'no key'
      events.push({ event: 'imported key', id, detail })
    })
  })
  account.on('messageStateChanged', (id, state) => events.push({ event: 'state', id, detail: state }))
  account.on('readConversation', (contact) => events.push({ event: 'read', id: contact, detail: '' }))
}

/** Runs in the page: one page of the journal. */
function ask(cursor: string | null): Promise<SylkMessage[]> {
  return new Promise((resolve) => {
    window.messaging?.once('syncConversations', (messages) => {
      // Messages of the library's have getters, which would not survive the way out of the page.
      resolve(
        messages.map(({ id, content, contentType, state, isSecure, timestamp }) => ({
          ...{ id, content, contentType, state, isSecure, timestamp },
        })),
      )
    })
    window.messaging?.syncConversations(cursor)
  })
}

/** Runs in the page: a key pair for this account; resolves when the server has its public half. */
function makeKeys(address: string): Promise<void> {
  return new Promise((resolve) => {
    window.messaging?.generatePGPKeys((keys) => {
      window.messaging?.addPGPKeys(keys)
      // Who asks for it before it is there may believe for a while that there is none.
      window.messaging?.sendMessage(address, keys.publicKey, 'text/pgp-public-key', {}, resolve)
    })
  })
}
