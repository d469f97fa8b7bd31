import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { Conversations } from '@weft/client/conversations'
import { FileTransfers } from '@weft/client/file-transfers'
import { IndexedDbArchive } from '@weft/client/indexed-db-archive'

const archive = async (address: string): Promise<IndexedDbArchive> => {
  const opened = await IndexedDbArchive.open(address)
  if (opened === null) throw new Error('another page has the account')
  return opened
}

let connection: Connection
let account: Account
let conversations: Conversations

/** What the test asks the page that this is loaded into: a device with the SDK, as any application has it. */
const devicePage = {
  /** What it knows without a connection, newest conversation first. */
  async open(address: string, password: string): Promise<(string | undefined)[]> {
    connection = new Connection({ url: `${location.origin.replace('http', 'ws')}/webrtcgateway/ws` })
    account = new Account(connection, { address, password })
    conversations = await Conversations.open(account, { archive: await archive(address) })
    return conversations.list.map(({ last }) => last?.content)
  },
  connect(): void {
    account.register()
    connection.connect()
  },
  async send(contact: string, text: string): Promise<void> {
    await conversations.send(contact, text)
  },
  /** The newest message of a conversation, whether it still waits here, and what waits in all. */
  last(contact: string): { contentType: string; content: string; queued: boolean; waiting: number } | null {
    const last = conversations.conversation(contact)?.last
    if (!last || conversations.sync !== 'current') return null
    return { contentType: last.contentType, content: last.content, queued: last.queued, waiting: conversations.waiting }
  },
  /** Sends so many bytes; resolves with how much was told to have gone out, or with the kind of failure. */
  async sendFile(contact: string, name: string, size: number, giveUp: boolean): Promise<number[] | string> {
    const shares: number[] = []
    const aborting = new AbortController()
    const progress = (share: number) => {
      shares.push(share)
      if (giveUp) aborting.abort()
    }
    const sent = new FileTransfers(account).send(contact, name, new Blob([new Uint8Array(size)]), {
      progress,
      signal: aborting.signal,
    })
    return sent.then(
      () => shares,
      (failure: unknown) => (failure instanceof Error && 'kind' in failure ? String(failure.kind) : String(failure)),
    )
  },
}
Object.assign(globalThis, { devicePage })
export type DevicePage = typeof devicePage
