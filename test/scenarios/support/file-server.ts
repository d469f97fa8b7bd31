import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DiskBlobs } from '../../../server/src/adapters/blob/disk-blobs.ts'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { fileWords, transferOf } from '../../../server/src/applications/gateway/file-words.ts'
import { FileHousekeeping } from '../../../server/src/core/file/file-housekeeping.ts'
import { FileQuota, type FileQuotaLimits } from '../../../server/src/core/file/file-quota.ts'
import { type FileSettings, FileTransfers } from '../../../server/src/core/file/file-transfers.ts'
import type { TransferredFile } from '../../../server/src/core/file/transferred-file.ts'
import { fileRoutes } from '../../../server/src/edge/http/file-routes.ts'
import { HttpEdge, type TlsIdentity } from '../../../server/src/edge/http/server.ts'
import type { Clock } from '../../../server/src/ports/clock.ts'
import { RecordingLog } from './log.ts'

export const ALICE = 'alice@example.com'
export const BOB = 'bob@example.com'
const DAY = 86_400_000

interface FileServerOptions {
  readonly clock?: Clock
  readonly settings?: Partial<FileSettings & FileQuotaLimits>
  readonly tls?: TlsIdentity
  /** The directory for files; that of another server, when it goes on there. */
  readonly directory?: string
}

/** Files over HTTP, on a real disk, between accounts of which a test says who is connected from where, and for whom messages are kept. */
export class FileServer {
  readonly directory: string
  readonly log = new RecordingLog()
  /** `account address` */
  readonly connected = new Set([`${ALICE} 127.0.0.1`])
  readonly journals = new Set([ALICE, BOB])
  /** `account id`: whose journal still tells of which file. */
  readonly records = new Set<string>()
  readonly announced: TransferredFile[] = []
  readonly files: FileTransfers
  /** What telling of a file comes to; a test may let it fail. */
  tell: (file: TransferredFile) => Promise<void> = async () => {}
  readonly #http: HttpEdge
  readonly #housekeeping: FileHousekeeping
  #url = ''

  private constructor({ clock = systemClock, settings = {}, tls, directory }: FileServerOptions) {
    this.directory = directory ?? mkdtempSync(join(tmpdir(), 'weft-files-'))
    const limits = { maxFileSize: 1e9, keepFree: 0, lifetime: 15 * DAY, perAccount: 0, total: 0, ...settings }
    const blobs = new DiskBlobs(this.directory, systemRandom)
    const quota = new FileQuota(limits)
    this.#housekeeping = new FileHousekeeping(limits.lifetime, { blobs, clock, quota, log: this.log })
    this.files = new FileTransfers(limits, {
      ...{ blobs, clock, quota, log: this.log, random: systemRandom },
      words: fileWords(() => this.#url),
      parties: {
        isConnected: (account, address) => this.connected.has(`${account} ${address}`),
        hasJournal: async (account) => this.journals.has(account),
        hasRecord: async (account, id) => this.records.has(`${account} ${id}`),
      },
      announce: async (file) => {
        await this.tell(file)
        this.announced.push(file)
      },
    })
    const addressOf = ({ headers, socket }: { headers: NodeJS.Dict<string | string[]>; socket: { remoteAddress?: string } }) =>
      String(headers['x-test-address'] ?? socket.remoteAddress)
    const routes = fileRoutes(this.files, { clock, addressOf })
    this.#http = new HttpEdge({ port: 0, tls: tls ?? null, product: 'Weft/test' }, { clock, log: this.log }, [routes])
  }

  static async start(options: FileServerOptions = {}): Promise<FileServer> {
    const server = new FileServer(options)
    const { port } = await server.#http.listen('127.0.0.1')
    server.#housekeeping.start()
    server.#url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
    return server
  }

  /** Base URL. */
  get url(): string {
    return this.#url
  }

  /** Where alice uploads for bob. */
  uploadUrl(id: string, name: string, sender = ALICE, receiver = BOB): string {
    return `${this.#url}/webrtcgateway/filetransfer/${sender}/${receiver}/${id}/${encodeURIComponent(name)}`
  }

  /** Uploads; resolves with the status. */
  async upload(
    id: string,
    name: string,
    body: string | Uint8Array<ArrayBuffer> = 'hello',
    headers: Record<string, string> = {},
  ): Promise<number> {
    const response = await fetch(this.uploadUrl(id, name), { method: 'POST', body, headers })
    await response.arrayBuffer()
    return response.status
  }

  /** Alice, or who else sent it, takes a file back. */
  takeBack(id: string, sender = ALICE, receiver = BOB): Promise<void> {
    return this.files.recordRemoved(sender, { direction: 'outgoing', contact: receiver, messageId: id })
  }

  /** What clients are told of the file that was announced last. */
  get told(): ReturnType<typeof transferOf> {
    const file = this.announced.at(-1)
    if (file === undefined) throw new Error('no file was announced')
    return transferOf(file, this.#url)
  }

  /** Everything below the directory, files with their paths. */
  get onDisk(): string[] {
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  }

  /** What is in each file, notes left out. */
  get contents(): Buffer[] {
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('meta-'))
    return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)))
  }

  /** Stops; the files stay where they are. */
  async halt(): Promise<void> {
    await this.#housekeeping.stop()
    await this.#http.close()
  }

  async stop(): Promise<void> {
    await this.halt()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
