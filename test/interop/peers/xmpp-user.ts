import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const PATIENCE = 20_000

/** Somebody with an account at an XMPP server of a test, over plain TCP; what he says and hears is text. */
export class XmppUser {
  readonly #socket: Socket
  #heard = ''
  #listeners = new Set<() => void>()

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      this.#heard += text
      for (const look of [...this.#listeners]) look()
    })
  }

  /** Logs in with the resource `test` (RFC 6120, PLAIN). */
  static async login(port: number, user: string, domain: string, password: string): Promise<XmppUser> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const self = new XmppUser(socket)
    const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`
    self.say(header)
    await self.hears(/<\/stream:features>/)
    const secret = Buffer.from(`\0${user}\0${password}`).toString('base64')
    self.say(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`)
    await self.hears(/<success[^>]*>/)
    self.say(header)
    await self.hears(/<\/stream:features>/)
    self.say("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>test</resource></bind></iq>")
    await self.hears(/<jid>[^<]*<\/jid>/)
    self.say('<presence/>')
    return self
  }

  say(text: string): void {
    this.#socket.write(text)
  }

  /** What comes up to the end of this, which it has; what came is then gone. */
  async hears(what: RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const timer = setTimeout(() => reject(new Error(`never heard ${what}, but ${this.#heard}`)), PATIENCE)
    const look = () => {
      const match = what.exec(this.#heard)
      if (!match) return
      const end = match.index + match[0].length
      resolve(this.#heard.slice(0, end))
      this.#heard = this.#heard.slice(end)
    }
    this.#listeners.add(look)
    look()
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#listeners.delete(look)
    }
  }

  leave(): void {
    this.#socket.end('</stream:stream>')
  }
}
