import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Certificate, makeCertificate } from '../../../../test/interop/certificate.ts'
import { temporaryDirectory } from '../../../../test/interop/peers/process.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { ExternalAuth, type ExternalAuthSettings } from './external.ts'

const WRONG = { kind: 'refused', reason: 'external authentication failed (wrong username or password?)' }
const UNREACHABLE = {
  kind: 'refused',
  reason: 'external authentication failed: the mail server could not be asked, please try again later',
}

let certificate: Certificate
let removeCertificate = async () => {}
const servers: Server[] = []

beforeAll(async () => {
  const directory = await temporaryDirectory('auth')
  removeCertificate = directory.remove
  certificate = await makeCertificate(directory.path)
})
afterAll(() => removeCertificate())
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

interface Script {
  readonly greeting?: string
  /** The answer to LOGIN, without its tag; null closes the connection instead. */
  readonly login: string | null
}

/** An IMAP server that knows four commands. `commands` are the lines it got, without their tags. */
async function imapServer({ greeting = '* OK ready', login }: Script): Promise<{ port: number; commands: string[] }> {
  const commands: string[] = []
  const options = { cert: await readFile(certificate.certificate), key: await readFile(certificate.key) }
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.write(`${greeting}\r\n`)
    if (greeting.startsWith('* BYE')) socket.end()
    let received = ''
    socket.on('data', (data) => {
      received += data.toString()
      for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
        const [tag = '', ...words] = received.slice(0, end).split(' ')
        received = received.slice(end + 2)
        const command = words.join(' ')
        commands.push(command)
        if (command === 'CAPABILITY') socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tag} OK done\r\n`)
        else if (command === 'LOGOUT') socket.end(`* BYE\r\n${tag} OK done\r\n`)
        else if (!command.startsWith('LOGIN')) socket.write(`${tag} BAD unknown\r\n`)
        else if (login === null) socket.destroy()
        else socket.write(`${tag} ${login}\r\n`)
      }
    })
  })
  return { port: await listen(server), commands }
}

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A clock that rings for whoever waits as soon as it is told to. */
function bell(): Clock & { ring(): void } {
  const waiting = new Set<() => void>()
  return {
    now: () => 0,
    after(_delay, task) {
      waiting.add(task)
      return () => waiting.delete(task)
    },
    ring: () => {
      for (const task of waiting) task()
    },
  }
}

function silentLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const write = (message: string, fields?: object) => lines.push(`${message} ${JSON.stringify(fields)}`)
  const log = { lines, debug: write, info: write, warn: write, error: write, with: () => log }
  return log
}

function auth(port: number | null, changes: Partial<ExternalAuthSettings> = {}) {
  const log = silentLog()
  const clock = bell()
  const imap = { authType: 'IMAP', imapServer: port === null ? null : { host: 'localhost', port } } as const
  const settings: ExternalAuthSettings = {
    enabled: true,
    imapCaCertFile: certificate.certificate,
    domains: { of: (domain) => (domain === 'mail.test' ? imap : { authType: 'SIP', imapServer: null }) },
    ...changes,
  }
  return { auth: new ExternalAuth(settings, clock, log), log, clock }
}

test('[12.33] a clear password of a SIP domain becomes md5(user:domain:password)', async () => {
  const ha1 = createHash('md5').update('alice:example.com:secret').digest('hex')
  expect(await auth(null).auth.check('alice@example.com', 'secret')).toEqual({ kind: 'sip', ha1 })
})

test('switched off, mail domains are SIP domains', async () => {
  expect(await auth(null, { enabled: false }).auth.check('alice@mail.test', 'secret')).toMatchObject({ kind: 'sip' })
})

test('a log-in with the local part and the clear password is accepted, and the server is left', async () => {
  const { port, commands } = await imapServer({ login: 'OK welcome' })
  expect(await auth(port).auth.check('alice@MAIL.test', 'se "cret\\')).toEqual({ kind: 'accepted' })
  expect(commands).toContain('LOGIN "alice" "se \\"cret\\\\"')
  expect(commands.at(-1)).toBe('LOGOUT')
})

test.each(['NO [AUTHENTICATIONFAILED] go away', 'NO go away'])(
  '[12.32] the answer %s is told in the words that clients know',
  async (login) => {
    const { port } = await imapServer({ login })
    expect(await auth(port).auth.check('alice@mail.test', 'secret')).toEqual(WRONG)
  },
)

test('[12.32] a password that would begin a command of its own never reaches the server', async () => {
  const { port, commands } = await imapServer({ login: 'OK welcome' })
  expect(await auth(port).auth.check('alice@mail.test', 'x\r\na1 LOGIN bob bob')).toEqual(WRONG)
  expect(commands).toEqual([])
})

test.each<[string, Script]>([
  ['it closes the connection', { login: null }],
  ['its user data base is away', { login: 'NO [UNAVAILABLE] try again' }],
  ['it does not understand', { login: 'BAD what' }],
  ['it says goodbye at once', { greeting: '* BYE too busy', login: 'OK welcome' }],
  ['it counts everybody as logged in', { greeting: '* PREAUTH welcome', login: 'OK welcome' }],
])('a mail server does not decide: %s', async (_how, script) => {
  const { port } = await imapServer(script)
  const { auth: it, log } = auth(port)
  expect(await it.check('alice@mail.test', 'secret-word')).toEqual(UNREACHABLE)
  expect(log.lines.join()).toContain('mail.test')
  expect(log.lines.join()).not.toContain('secret-word')
})

test('a server whose certificate is signed by nobody we know is not told the password', async () => {
  const { port, commands } = await imapServer({ login: 'OK welcome' })
  const other = await temporaryDirectory('auth-other')
  const { certificate: imapCaCertFile } = await makeCertificate(other.path)
  expect(await auth(port, { imapCaCertFile }).auth.check('alice@mail.test', 'secret')).toEqual(UNREACHABLE)
  expect(commands).toEqual([])
  await other.remove()
})

test('without a CA file, without a server name, or with nobody there, the mail server counts as unreachable', async () => {
  const gone = createTcpServer()
  const port = await listen(gone)
  await new Promise((resolve) => gone.close(resolve))
  expect(await auth(port).auth.check('alice@mail.test', 'secret')).toEqual(UNREACHABLE)
  expect(await auth(null).auth.check('alice@mail.test', 'secret')).toEqual(UNREACHABLE)
  expect(await auth(port, { imapCaCertFile: '/nonexistent' }).auth.check('alice@mail.test', 'secret')).toEqual(UNREACHABLE)
})

test('a server that takes the connection and says nothing is given up in time', async () => {
  const connected = Promise.withResolvers<void>()
  const silent = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy())
    connected.resolve()
  })
  const { auth: it, clock } = auth(await listen(silent))
  const outcome = it.check('alice@mail.test', 'secret')
  await connected.promise
  clock.ring()
  expect(await outcome).toEqual(UNREACHABLE)
})

test('a crowd at the door is not let in all at once', async () => {
  const silent = createTcpServer((socket) => socket.on('error', () => socket.destroy()))
  const { auth: it, clock, log } = auth(await listen(silent))
  const crowd = Array.from({ length: 100 }, () => it.check('alice@mail.test', 'secret'))
  expect(await it.check('alice@mail.test', 'secret')).toEqual(UNREACHABLE)
  expect(log.lines.join()).toContain('100 log-ins are under way')
  const rung = setInterval(() => clock.ring(), 5)
  expect(await Promise.all(crowd)).toEqual(crowd.map(() => UNREACHABLE))
  clearInterval(rung)
})
