import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

const OPEN =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' version='1.0'"
const FEATURES = "<stream:features><dialback xmlns='urn:xmpp:features:dialback'/></stream:features>"
const RESULT = /<db:result( [^>]*)>[^<]+<\/db:result>/
const VERIFY = /<db:verify( [^>]*)>[^<]+<\/db:verify>/

/** The server of an XMPP domain without a parser: it proves itself by dialback, believes everybody, writes what it is given, and hands on the bytes that come. */
export class LeanXmppServer {
  readonly #domain: string
  /** Domains of the other side. */
  readonly #peers: readonly string[]
  readonly #server: Server
  #out: Socket | null = null
  #heard: (bytes: Buffer) => void = () => {}

  private constructor(domain: string, peers: readonly string[]) {
    this.#domain = domain
    this.#peers = peers
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket))
  }

  /** Of `domain`, on that port of loopback, for talking with the domains `peers` of one server. */
  static async listen(domain: string, peers: readonly string[], port: number): Promise<LeanXmppServer> {
    const server = new LeanXmppServer(domain, peers)
    server.#server.listen(port, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  /** Opens the stream over which we speak, to that port; resolves once our domain is proved. */
  async open(port: number): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    await once(socket, 'connect')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server ended the stream')))
    let isAsked = false
    let text = ''
    const read = (bytes: Buffer) => {
      text += bytes.toString()
      if (!isAsked && text.includes('</stream:features>')) {
        isAsked = true
        for (const peer of this.#peers) socket.write(`<db:result from='${this.#domain}' to='${peer}'>key</db:result>`)
      }
      if (text.includes('<stream:error') || /<db:result[^>]*type=["']error/.test(text)) reject(new Error(text))
      else if (text.split(/type=["']valid["']/).length > this.#peers.length) resolve()
    }
    socket.on('data', read)
    socket.write(`${OPEN} from='${this.#domain}' to='${this.#peers[0]}'>`)
    await promise
    socket.off('data', read)
    socket.resume()
    this.#out = socket
  }

  /** Says so much, waiting where the other side takes no more. */
  async say(bytes: Buffer): Promise<void> {
    if (this.#out?.write(bytes) === false) await once(this.#out, 'drain')
  }

  /** What is told of the bytes of stanzas that come. */
  listen(heard: (bytes: Buffer) => void): void {
    this.#heard = heard
  }

  #serve(socket: Socket): void {
    let isProved = false
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (isProved) {
        this.#heard(bytes)
        return
      }
      text += bytes.toString()
      if (/<stream:stream[^>]*>/.test(text) && !text.startsWith('.')) {
        socket.write(`${OPEN} from='${this.#domain}' id='s1'>${FEATURES}`)
        text = `.${text.replace(/^[\s\S]*<stream:stream[^>]*>/, '')}`
      }
      const [verify, asked = ''] = VERIFY.exec(text) ?? []
      const [, told = ''] = RESULT.exec(text) ?? []
      if (verify !== undefined) {
        socket.write(
          `<db:verify from='${this.#domain}' to='${attributeIn('from', asked)}' id='${attributeIn('id', asked)}' type='valid'/>`,
        )
        text = text.replace(verify, '')
      } else if (told !== '') {
        isProved = true
        socket.write(`<db:result from='${this.#domain}' to='${attributeIn('from', told)}' type='valid'/>`)
      }
    })
  }
}

/** Of an attribute. */
function attributeIn(name: string, attributes: string): string {
  return new RegExp(` ${name}=["']([^"']+)["']`).exec(attributes)?.[1] ?? ''
}
