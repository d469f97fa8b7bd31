import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { systemClock } from '../../../server/src/adapters/clock/system.ts'
import { systemRandom } from '../../../server/src/adapters/random/system.ts'
import { type Config, loadConfig } from '../../../server/src/config/config.ts'
import type { FileRoom, FileRooms } from '../../../server/src/core/room/files/file-room.ts'
import type { RoomFiles } from '../../../server/src/core/room/files/room-files.ts'
import type { SharedFile } from '../../../server/src/core/room/room-event.ts'
import { roomFileRoutes } from '../../../server/src/edge/http/room-file-routes.ts'
import { HttpEdge } from '../../../server/src/edge/http/server.ts'
import { type RoomFileParts, roomFilesOf } from '../../../server/src/main/room-files.ts'
import type { SipParty } from '../../../server/src/ports/sip-calls.ts'
import { RecordingLog } from './log.ts'

export const TEAM = 'team@conference.example.com'
const ALICE: SipParty = { uri: 'alice@example.com', displayName: 'Alice' }

/** A room of which a test says who is in it. */
export class TestRoom implements FileRoom {
  readonly files: RoomFiles
  readonly members = new Map<string, SipParty>()
  readonly seen = new Set<string>()
  /** The files everybody was told of. */
  readonly told: SharedFile[] = []

  constructor(files: RoomFiles) {
    this.files = files
  }

  join(session: string, party = ALICE): void {
    this.members.set(session, party)
    this.seen.add(session)
  }

  member(session: string): SipParty | null {
    return this.members.get(session) ?? null
  }

  hasSeen(session: string): boolean {
    return this.seen.has(session)
  }

  shared(file: SharedFile): void {
    this.told.push(file)
  }
}

interface RoomFileServerOptions {
  readonly files?: Partial<Config['files']>
  /** The directory for files; that of another server, when it goes on there. */
  readonly directory?: string
}

/** Files of rooms over HTTP, on a real disk. In room TEAM somebody is with session s1. */
export class RoomFileServer implements FileRooms {
  readonly directory: string
  readonly log = new RecordingLog()
  readonly #rooms = new Map<string, TestRoom>()
  readonly #parts: RoomFileParts
  readonly #http: HttpEdge
  #url = ''

  private constructor({ files = {}, directory }: RoomFileServerOptions) {
    this.directory = directory ?? mkdtempSync(join(tmpdir(), 'weft-room-files-'))
    const { config } = loadConfig([])
    this.#parts = roomFilesOf(
      {
        ...config,
        gateway: { ...config.gateway, filesharingDir: this.directory },
        files: { ...config.files, keepFree: 0, ...files },
      },
      { clock: systemClock, random: systemRandom, log: this.log },
    )
    const addressOf = ({ headers, socket }: { headers: NodeJS.Dict<string | string[]>; socket: { remoteAddress?: string } }) =>
      String(headers['x-test-address'] ?? socket.remoteAddress)
    const routes = roomFileRoutes(this.#parts.exchange(this), { clock: systemClock, addressOf })
    const settings = { port: 0, tls: null, product: 'Weft/test' }
    this.#http = new HttpEdge(settings, { clock: systemClock, log: this.log }, [routes])
  }

  static async start(options: RoomFileServerOptions = {}): Promise<RoomFileServer> {
    const server = new RoomFileServer(options)
    await server.#parts.clear()
    const { port } = await server.#http.listen('127.0.0.1')
    server.#url = `http://127.0.0.1:${port}`
    server.begin(TEAM).join('s1')
    return server
  }

  get url(): string {
    return this.#url
  }

  /** Room TEAM. */
  get team(): TestRoom {
    const room = this.#rooms.get(TEAM)
    if (room === undefined) throw new Error('the room has ended')
    return room
  }

  /** A room begins. */
  begin(name: string, persistent = false): TestRoom {
    const room = new TestRoom(this.#parts.filesOf(name, persistent))
    this.#rooms.set(name, room)
    return room
  }

  /** A room ends; whoever joins from now on begins another one. */
  async end(name = TEAM): Promise<void> {
    const room = this.#rooms.get(name)
    this.#rooms.delete(name)
    await room?.files.close()
  }

  find(room: string): FileRoom | null {
    return this.#rooms.get(room) ?? null
  }

  urlOf(name: string, session = 's1', room = TEAM): string {
    return `${this.#url}/webrtcgateway/filesharing/${room}/${session}/${encodeURIComponent(name)}`
  }

  /** Uploads into room TEAM; resolves with the status. */
  async upload(name: string, body: string | Uint8Array<ArrayBuffer> = 'hello', session = 's1'): Promise<number> {
    const response = await fetch(this.urlOf(name, session), { method: 'POST', body })
    await response.arrayBuffer()
    return response.status
  }

  /** The status of a download from room TEAM, and what comes. */
  async download(name: string, session = 's1', headers: Record<string, string> = {}): Promise<[status: number, text: string]> {
    const response = await fetch(this.urlOf(name, session), { headers })
    return [response.status, await response.text()]
  }

  /** Every file below the directory by its path, in order. */
  get onDisk(): string[] {
    const entries = readdirSync(this.directory, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory())
    return files.map(({ parentPath, name }) => relative(this.directory, join(parentPath, name))).sort()
  }

  /** Stops, as a server does that is killed: what is on disk stays there. */
  async halt(): Promise<void> {
    await this.#http.close()
  }

  async stop(): Promise<void> {
    await this.halt()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
