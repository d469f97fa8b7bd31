import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CallingPhone } from '../../../scenarios/support/calling-phone.ts'
import { attribute, type ChatOffer, chatSdp } from '../../../scenarios/support/chat-sdp.ts'
import { type CpimText, readCpimText } from '../../../scenarios/support/cpim-text.ts'
import { SipPeer } from '../../../scenarios/support/sip-peer.ts'
import type { MsrpLibrary } from './library.ts'
import { type EndSettings, LibraryEnd, type SendOptions } from './library-end.ts'

/** ms for a message of several MiB to get through. */
const PATIENCE = 30_000

/** Where the visitors go. */
export interface House {
  /** SIP over UDP, on loopback. */
  readonly sipPort: number
  readonly library: MsrpLibrary
}

/** Somebody who calls rooms of weft.test over SIP, with python3-msrplib for MSRP. */
export class Visitor {
  readonly address: string
  readonly end: LibraryEnd
  readonly #call: CallingPhone
  readonly #peer: SipPeer
  readonly #settings: EndSettings
  #room = ''

  /** The address of the room it has called. */
  get room(): string {
    return this.#room
  }

  private constructor(address: string, call: CallingPhone, peer: SipPeer, end: LibraryEnd, settings: EndSettings) {
    this.address = address
    this.#call = call
    this.#peer = peer
    this.end = end
    this.#settings = settings
  }

  static async make({ sipPort, library }: House, name: string, settings: EndSettings): Promise<Visitor> {
    const peer = await SipPeer.udp(sipPort)
    const address = `${name.toLowerCase()}@x.test`
    const end = await LibraryEnd.prepare(library, settings)
    return new Visitor(address, new CallingPhone(peer, 'UDP', `"${name}" <sip:${address}>`), peer, end, settings)
  }

  /** Calls a room of weft.test, and is in it when this resolves. */
  async join(room: string): Promise<void> {
    await this.#invite(room, {})
  }

  /** Calls a room with a file for it, which can be sent when this resolves. @param selector of the file */
  async bring(room: string, selector: string): Promise<void> {
    const more = ['a=sendonly', `a=file-selector:${selector}`, 'a=x-file-offset']
    await this.#invite(room, { acceptTypes: '*', acceptWrapped: null, more })
  }

  /** Calls a room for a file, which comes from when this resolves. @param selector of the file */
  async request(room: string, selector: string): Promise<void> {
    const more = ['a=recvonly', `a=file-selector:${selector}`]
    await this.#invite(room, { acceptTypes: '*', acceptWrapped: null, more })
  }

  /** Writes to the room, or to somebody in it. Resolves with what it is told of that: `200 OK`. */
  async say(content: string, { to = this.#room, ...options }: SendOptions & { to?: string } = {}): Promise<string> {
    const { id, codes } = await this.end.send(agCpim(this.address, to, content), options)
    const refused = codes.find((code) => code !== 200)
    if (refused !== undefined) return `refused ${refused}`
    const report = await this.end.reports.next(PATIENCE)
    if (report.message !== id) throw new Error('the report is of another message')
    return `${report.code} ${report.comment}`.trim()
  }

  /** The next message, and in how many chunks it came. */
  async hear(): Promise<CpimText & { readonly chunks: number }> {
    const { body, chunks } = await this.end.messages.next(PATIENCE)
    return { ...readCpimText(body), chunks }
  }

  /** The next message that says that, whatever comes before it. */
  async until(content: string | RegExp): Promise<CpimText> {
    for (;;) {
      const heard = await this.hear()
      if (typeof content === 'string' ? heard.content === content : content.test(heard.content)) return heard
    }
  }

  /** Hangs up. Resolves when the connection is closed, too. */
  async leave(): Promise<void> {
    await this.#call.ask('BYE', 200)
    await this.end.ended.next()
  }

  /** Waits for the room to hang up. Resolves when the connection is closed, too. */
  async hungUp(): Promise<void> {
    this.#call.respond(await this.#call.until('BYE'), 200)
    await this.end.ended.next()
  }

  /** Is heard of no more. */
  async close(): Promise<void> {
    this.#peer.close()
    await this.end.close()
  }

  async #invite(room: string, { more = [], ...offer }: Partial<ChatOffer>): Promise<void> {
    this.#room = `${room}@weft.test`
    const lines = [...more, ...(await this.#fingerprint())]
    this.#call.invite(room, {}, chatSdp({ path: this.end.path, setup: this.#settings.role, ...offer, more: lines }))
    const answer = await this.#call.answer(200)
    this.#call.ack(answer)
    const path = attribute(Buffer.from(answer.body).toString(), 'path')
    if (path === null) throw new Error('the answer has no path')
    await this.end.complete(path)
  }

  /** What the library itself says nothing of; so it is seen whether what it shows is what was said. */
  async #fingerprint(): Promise<readonly string[]> {
    const { certificate } = this.#settings
    if (certificate === null) return []
    return [`a=fingerprint:sha-256 ${new X509Certificate(await readFile(certificate)).fingerprint256}`]
  }
}

/** A text in CPIM with the lines and line ends that AG Projects' clients write (msrp-conference §6.1). */
function agCpim(from: string, to: string, content: string): string {
  const time = new Date().toISOString().replace('Z', '000+00:00')
  const head = [`From: <sip:${from}>`, `To: Chat <sip:${to}>`, `DateTime: ${time}`, '', ''].join('\r\n')
  return `${head}MIME-Version: 1.0\nContent-Type: text/plain; charset="utf8"\n\n${content}`
}
