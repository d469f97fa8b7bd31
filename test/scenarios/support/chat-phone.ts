import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { CallingPhone } from './calling-phone.ts'
import { type ChatOffer, chatSdp } from './chat-sdp.ts'
import { type CpimParts, type CpimText, cpimText, readCpimText } from './cpim-text.ts'
import { type ChunkParts, MsrpClient, type MsrpClientOptions } from './msrp-client.ts'
import type { MsrpFrame } from './msrp-frame.ts'
import { SipPeer } from './sip-peer.ts'

export interface ChatPhoneOptions extends MsrpClientOptions {
  /** In From; none where it is left out. */
  readonly name?: string
  /** Of its own address. */
  readonly domain?: string
}

/** A SIP client with MSRP: one device of one user, in at most one room. Rooms are those of `weft.test`, unless their whole address is given. */
export class ChatPhone {
  readonly address: string
  readonly call: CallingPhone
  readonly msrp: MsrpClient
  /** What hear() and until() came by, in order. */
  readonly heard: string[] = []
  readonly #peer: SipPeer
  #room = ''
  #isInCall = false

  private constructor(address: string, peer: SipPeer, call: CallingPhone, msrp: MsrpClient) {
    this.address = address
    this.#peer = peer
    this.call = call
    this.msrp = msrp
  }

  /** `server`: a port of loopback, for SIP over UDP. */
  static async at(server: number, user: string, options: ChatPhoneOptions = {}): Promise<ChatPhone> {
    const peer = await SipPeer.udp(server)
    const address = `${user}@${options.domain ?? 'x.test'}`
    const name = options.name === undefined ? '' : `"${options.name}" `
    const call = new CallingPhone(peer, 'UDP', `${name}<sip:${address}>`)
    return new ChatPhone(address, peer, call, MsrpClient.active(options))
  }

  /** Where it is reached. */
  get port(): number {
    return this.#peer.port
  }

  /** Takes the call that comes next, with a chat, and is in it when this resolves. */
  async take(): Promise<SipRequest> {
    const invite = await this.call.asked('INVITE')
    const [, path = ''] = /^a=path:(\S+)/m.exec(Buffer.from(invite.body).toString()) ?? []
    this.call.respond(invite, 200, { Contact: this.call.contact }, chatSdp({ path: this.msrp.path, setup: 'active' }))
    await this.call.asked('ACK')
    await this.msrp.connect(path)
    await this.msrp.bind()
    return invite
  }

  get room(): string {
    return this.#room.includes('@') ? this.#room : `${this.#room}@weft.test`
  }

  /** Calls the room; resolves with its 200, which is acknowledged. */
  async invite(
    room: string,
    offer: Partial<ChatOffer> = {},
    fields: Readonly<Record<string, string>> = {},
  ): Promise<SipResponse> {
    this.#room = room
    this.call.invite(room, fields, chatSdp({ path: this.msrp.path, ...offer }))
    return this.#answered()
  }

  /** Calls a room that has to be asked first; resolves once it rings. */
  async ring(room: string): Promise<void> {
    this.#room = room
    this.call.invite(room, {}, chatSdp({ path: this.msrp.path }))
    await this.call.answer(180)
  }

  /** The call that rings is answered, and this one in the room when this resolves. */
  async letIn(): Promise<void> {
    await this.connect(await this.#answered())
  }

  /** Calls the room, and is in it when this resolves. */
  async join(room: string, offer: Partial<ChatOffer> = {}): Promise<void> {
    const answer = await this.invite(room, offer)
    await this.connect(answer)
  }

  /** Connects to where an answer says, and binds. */
  async connect(answer: SipResponse): Promise<void> {
    const [, path] = /^a=path:(\S+)/m.exec(Buffer.from(answer.body).toString()) ?? []
    if (path === undefined) throw new Error('the answer has no path')
    await this.msrp.connect(path)
    const bound = await this.msrp.bind()
    if (bound.status !== 200) throw new Error(`not bound: ${bound.status}`)
  }

  /** Writes to the room, or to somebody in it; resolves with what it is told of that: `000 200 OK`. */
  async say(content: string, parts: Partial<CpimParts> = {}, chunk: ChunkParts = {}): Promise<string> {
    const room = `<sip:${this.room}>`
    const report = this.report(cpimText({ from: `<sip:${this.address}>`, to: room, content, ...parts }), chunk)
    return (await report).headers.get('Status') ?? ''
  }

  /** Sends a message that is to be reported on; resolves with the REPORT. */
  async report(body: string | Uint8Array, chunk: ChunkParts = {}): Promise<MsrpFrame> {
    const answer = await this.msrp.ask({ body, success: 'yes', ...chunk })
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
    return this.msrp.reports.next()
  }

  /** The next message that is sent to it. */
  async hear(): Promise<CpimText> {
    const heard = readCpimText((await this.msrp.messages.next()).body)
    this.heard.push(heard.content)
    return heard
  }

  /** The next one that says that, whatever comes before it. */
  async until(content: string | RegExp): Promise<CpimText> {
    for (;;) {
      const heard = await this.hear()
      if (typeof content === 'string' ? heard.content === content : content.test(heard.content)) return heard
    }
  }

  async nickname(name: string): Promise<number> {
    return (await this.msrp.request('NICKNAME', [['Use-Nickname', name]])).status
  }

  /** Hangs up. */
  async leave(): Promise<void> {
    this.#isInCall = false
    await this.call.ask('BYE', 200)
    this.msrp.close()
  }

  /** Waits for the server's BYE, and answers it. */
  async hungUp(): Promise<SipRequest> {
    const bye = await this.call.until('BYE')
    this.call.respond(bye, 200)
    this.#isInCall = false
    return bye
  }

  /** Hangs up where that has not been done, and is gone. */
  async end(): Promise<void> {
    if (this.#isInCall) await this.leave()
    this.close()
  }

  close(): void {
    this.msrp.close()
    this.#peer.close()
  }

  async #answered(): Promise<SipResponse> {
    const answer = await this.call.answer(200)
    this.call.ack(answer)
    this.#isInCall = true
    return answer
  }
}
