import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/*
 * One end of an MSRP session (RFC 4975) that costs less than what a server spends on it, so that the server is what gets measured: it takes for granted that
 * messages come in one chunk with Message-ID, Byte-Range, Success-Report and Failure-Report one after the other, and answers and reports all that came at
 * once in one write.
 */

const SEND = 'S'.charCodeAt(0)
const REPORT = 'R'.charCodeAt(0)
const SPACE = 0x20
/** `MSRP `, before the transaction. */
const BEFORE_TRANSACTION = 5
const HYPHENS = '-------'
/** Flag, CR, LF. */
const BEHIND_TRANSACTION = 3
/** Characters of Success-Report and Failure-Report, which follow each other. */
const WISHES = 'Success-Report: yes\r\nFailure-Report: yes'.length
/** Digits that number a message, behind what no header has in it. */
const NUMBER = '\r\n\r\n#'
const DIGITS = 8

export interface MemberListener {
  /** A message came that was spoken() by somebody, with that number. */
  heard(number: number): void
  /** The server has refused something, or closed the connection. */
  failed(why: string): void
}

export interface MemberOptions extends MemberListener {
  readonly port: number
  /** An address of 127.0.0.0/8. */
  readonly from: string
  /** Our URI, and the server's. */
  readonly own: string
  readonly remote: string
}

/** A body of so many bytes that says which message it is. */
export function spoken(number: number, bytes: number): string {
  return `#${String(number).padStart(DIGITS, '0')}`.padEnd(bytes, 'x')
}

export class LeanMember {
  readonly #socket: Socket
  readonly #options: MemberOptions
  readonly #paths: string
  #rest: Buffer = Buffer.alloc(0)
  #transactions = 0

  private constructor(socket: Socket, options: MemberOptions) {
    this.#socket = socket
    this.#options = options
    this.#paths = `To-Path: ${options.remote}\r\nFrom-Path: ${options.own}\r\n`
  }

  /** Connects, says `greeting` and resolves once there is something to hear. */
  static async connect(options: MemberOptions, greeting: (member: LeanMember) => void): Promise<LeanMember> {
    const socket = connect({ port: options.port, host: '127.0.0.1', localAddress: options.from, noDelay: true })
    // Whoever waits hears of it by the close that follows.
    socket.on('error', () => socket.destroy())
    await once(socket, 'connect')
    const member = new LeanMember(socket, options)
    greeting(member)
    const [first] = await once(socket, 'data')
    socket.on('data', (bytes) => member.#receive(bytes))
    socket.on('close', () => options.failed('the server closed a connection'))
    member.#receive(first)
    return member
  }

  /** The first request of who connects (RFC 4975 §5.4). */
  bind(): void {
    this.#request(`Message-ID: bind\r\nByte-Range: 1-0/0\r\n`)
  }

  /** Sends a message of CPIM, and wants a report. */
  say(body: string): void {
    const range = `Byte-Range: 1-${body.length}/${body.length}\r\nSuccess-Report: yes\r\n`
    this.#request(`Message-ID: m${this.#transactions}\r\n${range}Content-Type: message/cpim\r\n\r\n${body}\r\n`)
  }

  /** Bytes, whatever they are. */
  write(text: string): void {
    this.#socket.write(text, 'latin1')
  }

  #request(rest: string): void {
    const transaction = `t${String(++this.#transactions).padStart(15, '0')}`
    this.write(`MSRP ${transaction} SEND\r\n${this.#paths}${rest}${HYPHENS}${transaction}$\r\n`)
  }

  #receive(data: Buffer): void {
    const bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data])
    let at = 0
    let answers = ''
    for (;;) {
      // The empty line of a server that speaks no MSRP.
      if (bytes[at] === 0x0d) at += 2
      const space = bytes.indexOf(SPACE, at + BEFORE_TRANSACTION)
      if (space < 0) break
      const transaction = bytes.toString('latin1', at + BEFORE_TRANSACTION, space)
      const end = bytes.indexOf(HYPHENS + transaction, space)
      const next = end + HYPHENS.length + transaction.length + BEHIND_TRANSACTION
      if (end < 0 || bytes.length < next) break
      answers += this.#take(bytes, transaction, space + 1, end)
      at = next
    }
    this.#rest = bytes.subarray(at)
    if (answers !== '') this.write(answers)
  }

  /** What is answered to what stands between `what`, the method or status, and `end`. */
  #take(bytes: Buffer, transaction: string, what: number, end: number): string {
    if (bytes[what] === SEND) return this.#hear(bytes, transaction, what, end)
    const text = bytes.toString('latin1', what, end)
    const isFine = bytes[what] === REPORT ? text.includes('Status: 000 200') : text.startsWith('200')
    if (!isFine) this.#options.failed(text)
    return ''
  }

  #hear(bytes: Buffer, transaction: string, what: number, end: number): string {
    const about = bytes.indexOf('Message-ID: ', what)
    const wanted = bytes.indexOf('Success-Report: ', about)
    const number = bytes.indexOf(NUMBER, wanted)
    if (number >= 0 && number < end) {
      const digits = number + NUMBER.length
      this.#options.heard(Number(bytes.toString('latin1', digits, digits + DIGITS)))
    }
    const wishes = bytes.toString('latin1', wanted, wanted + WISHES)
    const answer = `MSRP ${transaction} 200 OK\r\n${this.#paths}${HYPHENS}${transaction}$\r\n`
    const own = `R${transaction.slice(1)}`
    const report = `${this.#paths}${bytes.toString('latin1', about, wanted)}Status: 000 200 OK\r\n`
    return (
      (wishes.includes('Failure-Report: yes') ? answer : '') +
      (wishes.startsWith('Success-Report: yes') ? `MSRP ${own} REPORT\r\n${report}${HYPHENS}${own}$\r\n` : '')
    )
  }
}
