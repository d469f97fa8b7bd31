import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ALICE, BOB, FileServer } from './support/file-server.ts'
import { RawHttp } from './support/raw-http.ts'

let outer: string
let server: FileServer
beforeEach(async () => {
  outer = mkdtempSync(join(tmpdir(), 'weft-outer-'))
  writeFileSync(join(outer, 'secret.txt'), 'secret')
  server = await FileServer.start({ directory: join(outer, 'files') })
})
afterEach(async () => {
  await server.stop()
  rmSync(outer, { recursive: true })
})

const ROOT = '/webrtcgateway/filetransfer'

async function asked(method: string, path: string): Promise<number> {
  const body = method === 'POST' ? ['Content-Length: 0'] : []
  const request = await RawHttp.open(server.url, [`${method} ${path} HTTP/1.1`, ...body])
  const status = await request.status()
  request.drop()
  return status
}

const TRICKS = [
  '..',
  '.',
  '%2e%2e',
  '..%2f',
  '%2e%2e%2f%2e%2e%2fsecret.txt',
  '..%5c..%5csecret.txt',
  '..%252fsecret.txt',
  'a%00b',
  '%00',
  '%2fetc%2fpasswd',
  '.incoming',
  'meta-a.png',
  '%c0%ae%c0%ae%c0%af',
  '%',
  '%zz',
  'x'.repeat(3000),
]

test.each(TRICKS)('[12.117][12.115] %s in any part of a path leads nowhere', async (trick) => {
  await server.upload('t1', 'a.png')
  const [, , , sender = '', receiver = '', id = '', name = ''] = new URL(server.told.url).pathname.split('/')
  const stored = server.onDisk.sort()
  for (const parts of [
    [trick, receiver, id, name],
    [sender, trick, id, name],
    [sender, receiver, trick, name],
    [sender, receiver, id, trick],
    [sender, `${receiver}%2f${trick}`, id, name],
  ])
    expect([400, 404, 414]).toContain(await asked('GET', `${ROOT}/${parts.join('/')}`))
  for (const parts of [
    [trick, BOB, 't2', 'b.png'],
    [ALICE, trick, 't2', 'b.png'],
    [ALICE, BOB, trick, 'b.png'],
  ]) {
    const status = await asked('POST', `${ROOT}/${parts.join('/')}`)
    // `meta-a.png` is an id like any other.
    if (trick === 'meta-a.png' && parts[2] === trick) expect(status).toBe(200)
    else expect([400, 403, 404, 414]).toContain(status)
  }
  const harmless = trick === 'meta-a.png' ? ['b.png', 'meta-b.png'] : []
  expect(server.onDisk.sort()).toEqual([...stored, ...harmless].sort())
  expect(readdirSync(outer).sort()).toEqual(['files', 'secret.txt'])
})

test.each([
  ['../../../secret.txt', 'secret.txt'],
  ['..\\..\\secret.txt', 'secret.txt'],
  ['a\0.png', 'a.png'],
  ['meta-a.png', '_meta-a.png'],
  ['.htaccess', 'htaccess'],
  [`${'ä'.repeat(500)}.jpg`, `${'ä'.repeat(98)}.jpg`],
  ['x"\r\nSet-Cookie: a=b.png', 'xSet-Cookie_a=b.png'],
])('[12.117] a file that is called %j is kept as %j', async (name, kept) => {
  expect(await server.upload('t1', name)).toBe(200)
  expect(server.told.name).toBe(kept)
  const response = await fetch(server.told.url)
  expect(response.status).toBe(200)
  expect(response.headers.has('set-cookie')).toBe(false)
  expect(server.onDisk.sort()).toEqual([kept, `meta-${kept}`].sort())
})

test('[12.117] a link in the directory is not followed, wherever it leads', async () => {
  await server.upload('t1', 'a.png')
  const folder = dirname(join(server.directory, onlyFile()))
  rmSync(join(folder, 'a.png'))
  symlinkSync(join(outer, 'secret.txt'), join(folder, 'a.png'))
  expect((await fetch(server.told.url)).status).toBe(404)
  const elsewhere = join(outer, 'elsewhere')
  renameSync(folder, elsewhere)
  symlinkSync(elsewhere, folder)
  rmSync(join(elsewhere, 'a.png'))
  writeFileSync(join(elsewhere, 'a.png'), 'secret')
  expect((await fetch(server.told.url)).status).toBe(404)
  expect(await server.upload('t1', 'b.png')).toBe(500)
  await server.takeBack('t1')
  expect(readdirSync(elsewhere).sort()).toEqual(['a.png', 'meta-a.png'])
})

test('whatever is asked for, nothing outside of the directory is read or written', async () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '%2f',
    '%2e',
    '%5c',
    '%00',
    '%25',
    ';',
    '?',
    '#',
    ALICE,
    BOB,
    't1',
    'a.png',
    'meta-',
    'cancel',
    '%E2%80%AE',
  )
  const part = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''))
  const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `${ROOT}/${parts.join('/')}`)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'), path, async (method, asked) => {
      const request = await RawHttp.open(server.url, [`${method} ${asked} HTTP/1.1`, 'Content-Length: 0', 'Connection: close'])
      const answer = await request.ended()
      expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400|403|404|409|429) /)
      expect(answer).not.toContain('secret')
    }),
    { numRuns: 300 },
  )
  expect(readdirSync(outer).sort()).toEqual(['files', 'secret.txt'])
  for (const { id, name } of server.announced)
    expect([id, name]).toEqual([expect.stringMatching(/^[^./][^/]*$/), expect.stringMatching(/^[^./][^/]*$/)])
})

test('what a removed message names as its file removes nothing else', async () => {
  await server.upload('t1', 'a.png')
  mkdirSync(join(outer, 'victim'))
  for (const id of ['..', '../../../../victim', '.', '', 't1/..', 'a\0b', 't2']) await server.takeBack(id)
  await server.takeBack('t1', BOB, ALICE)
  await server.takeBack('t1', 'carol@example.com')
  expect(server.onDisk.sort()).toEqual(['a.png', 'meta-a.png'])
  expect(readdirSync(outer).sort()).toEqual(['files', 'secret.txt', 'victim'])
})

test('who asks again and again for files that he has no key for waits, and who has the key does not', async () => {
  await server.upload('t1', 'a.png')
  const { origin, pathname } = new URL(server.told.url)
  const [, , , sender = '', receiver = ''] = pathname.split('/')
  const statuses: number[] = []
  for (let guess = 0; guess < 7; guess++)
    statuses.push((await fetch(`${origin}${ROOT}/${sender}/${receiver.slice(0, 22)}/t${guess}/a.png`)).status)
  expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429])
  expect((await fetch(server.told.url)).status).toBe(200)
})

/** The path of the one file there is, below the directory. */
function onlyFile(): string {
  const [path = ''] = readdirSync(server.directory, { recursive: true, encoding: 'utf8' }).filter((entry) =>
    entry.endsWith('/a.png'),
  )
  return path
}
