import { randomUUID } from 'node:crypto'
import { browserSdp } from '../../contract/sdp.ts'
import { LeanClient, textFrame } from '../lean-client.ts'

const OFFER = browserSdp({ type: 'offer', video: true }).replaceAll('a=sendrecv', 'a=sendonly')

export interface AttendeeOptions {
  readonly port: number
  readonly room: string
  /** An address of 127.0.0.0/8. */
  readonly from: string
  /** Called with each frame of the server's; it is only good until the listener returns. */
  readonly heard: (payload: Buffer) => void
}

interface Awaited {
  readonly part: string
  readonly resolve: (at: number) => void
  readonly reject: (error: Error) => void
}

/** Somebody in a video room who has an account of its own, watches nobody, and reads of a frame only whether it is what is waited for. */
export class LeanAttendee {
  readonly #client: LeanClient
  readonly #room: string
  readonly #account = `${randomUUID()}@load.test`
  #session = randomUUID()
  #awaited: readonly Awaited[] = []

  private constructor(client: LeanClient, { room, heard }: AttendeeOptions) {
    this.#client = client
    this.#room = room
    client.listen((payload) => {
      heard(payload)
      this.#take(payload)
    })
    client.onGone(() => this.#fail('the server ended a connection'))
  }

  /** Connects, and has an account. */
  static async connect(options: AttendeeOptions): Promise<LeanAttendee> {
    const attendee = new LeanAttendee(await LeanClient.open(options), options)
    await attendee.#request('account-add', { account: attendee.#account, password: '0'.repeat(32) })
    return attendee
  }

  /** What it is known by in the room, or will be. */
  get session(): string {
    return this.#session
  }

  /** Comes in; resolves with the ms until it was told who is there. */
  async join(): Promise<number> {
    const told = this.hears('"event":"initial-publishers"')
    const fields = { session: this.#session, account: this.#account, uri: this.#room, sdp: OFFER }
    const frame = textFrame(JSON.stringify({ sylkrtc: 'videoroom-join', transaction: this.#session, ...fields }))
    const began = performance.now()
    this.#client.send(frame)
    return (await told) - began
  }

  /** Goes, and is somebody new the next time. Resolves when the server has taken it. */
  async leave(): Promise<void> {
    await this.#request('videoroom-leave', { session: this.#session })
    this.#session = randomUUID()
  }

  /** Resolves when a frame has come that has this in it: of performance.now(). Rejects where the server refuses something, or is gone. */
  hears(part: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#awaited = [...this.#awaited, { part, resolve, reject }]
    })
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  async #request(name: string, fields: object): Promise<void> {
    const transaction = randomUUID()
    const answer = this.hears(`"transaction":"${transaction}"`)
    this.#client.send(textFrame(JSON.stringify({ sylkrtc: name, transaction, ...fields })))
    await answer
  }

  #take(payload: Buffer): void {
    if (this.#awaited.length === 0) return
    const at = performance.now()
    if (payload.includes('"sylkrtc":"error"')) this.#fail(`${payload}`)
    const come = this.#awaited.filter(({ part }) => payload.includes(part))
    if (come.length === 0) return
    this.#awaited = this.#awaited.filter((one) => !come.includes(one))
    for (const { resolve } of come) resolve(at)
  }

  #fail(why: string): void {
    for (const { reject } of this.#awaited) reject(new Error(why))
    this.#awaited = []
  }
}
