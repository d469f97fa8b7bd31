import { hash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApplicationProject, installedManifest, installPackedPackages } from './support/packed-packages.ts'
import { readmeSource } from './support/readme-program.ts'

let project: ApplicationProject
beforeAll(async () => {
  project = await installPackedPackages()
})
afterAll(() => project.remove())

/** An application that signs in and answers calls. */
const PHONE = `
import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'

const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws' })
const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
account.on('incoming', (call) => {
  call.on('state', (state) => console.log(state.kind))
  call.answer(new MediaStream())
})
account.register()
connection.connect()
`

/** Those of the README. Encryption opens conversations of its own; that of sylkrtc.js goes with nothing else. */
const FIRST = 'Connect and register'
const README = {
  'all.ts': readmeSource([FIRST, 'Call', 'Answer', 'Video rooms', 'Messages', 'Files', 'Contacts']),
  'encryption.ts': readmeSource([FIRST, 'Encryption']),
  'sylkrtc.ts': readmeSource(['Coming from sylkrtc.js']),
}

/** A folder of its own in the project. */
async function application(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(project.directory, name)
  await mkdir(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
  return folder
}

describe('the packages, packed and installed', () => {
  test('hold what runs and what is read, and nothing of tests', () => {
    expect(project.files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/account.js', 'dist/account.d.ts']),
    )
    expect(project.files.filter((file) => /\.test\.|fake-|sample-keys|(?<!\.d)\.ts$/.test(file))).toEqual([])
  })

  test('say that importing them does nothing by itself', async () => {
    for (const name of ['@weft/client', '@weft/wire'])
      expect(await installedManifest(project, name)).toMatchObject({ sideEffects: false })
  })

  test.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])(
    'have types for an application with moduleResolution %s',
    async (moduleResolution, module) => {
      const common = { strict: true, noEmit: true, target: 'es2023', lib: ['es2023', 'dom'], types: [] }
      // The types of openpgp itself name a package that it does not bring along.
      for (const [name, files] of Object.entries({ checked: ['phone.ts', 'all.ts'], skipped: ['encryption.ts', 'sylkrtc.ts'] })) {
        const compilerOptions = { ...common, module, moduleResolution, skipLibCheck: name === 'skipped' }
        const tsconfig = JSON.stringify({ compilerOptions, files })
        const folder = await application(`types-${moduleResolution}-${name}`, {
          'phone.ts': PHONE,
          ...README,
          'tsconfig.json': tsconfig,
        })
        expect(await project.typeScript('-p', folder)).toBe('')
        // Types that are not checked would pass anything.
        const [first = ''] = files
        await application(`types-${moduleResolution}-${name}`, { [first]: PHONE.replace("password: 'secret'", 'password: 7') })
        await expect(project.typeScript('-p', folder)).rejects.toThrow(/TS2322/)
      }
    },
    60_000,
  )

  test('run in Node as far as no browser is needed', async () => {
    const folder = await application('node', {
      'main.js': `
import { Account } from '@weft/client/account'
import { Connection } from '@weft/client/connection'
import { ha1 } from '@weft/client/ha1'
import * as sylkrtc from '@weft/client/sylkrtc'

const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws' })
const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
console.log([connection.state.kind, account.state.kind, ha1('alice@example.com', 'secret'), Object.keys(sylkrtc).join()].join(' '))
`,
    })
    expect((await project.node(join(folder, 'main.js'))).trim()).toBe(
      `closed offline ${hash('md5', 'alice:example.com:secret')} Account,createConnection,utils`,
    )
  })
})

describe('an application that is bundled', () => {
  test('carries calls alone where it wants no more than these', async () => {
    const { modules, bytes } = await bundle('phone', PHONE)
    expect(modules).toContain('call')
    // The connection reads frames of all kinds, and tells them to whoever is there.
    const rest = modules.filter((name) => !name.endsWith('-frame'))
    const unwanted = /conference|conversation|outbox|archive|transfer|address-book|pgp|sylkrtc|zod/
    expect(rest.filter((name) => unwanted.test(name))).toEqual([])
    expect(bytes).toBeLessThan(15_000)
  })

  test.each(['encryption.ts', 'sylkrtc.ts'] as const)('loads OpenPGP only when it is needed: %s of the README', async (name) => {
    const { modules, later } = await bundle(name.replace('.ts', ''), README[name])
    expect(modules).toContain('connection')
    expect(modules.filter((each) => each.startsWith('openpgp/') || each.startsWith('zod/'))).toEqual([])
    expect(later.some((each) => each.startsWith('openpgp/'))).toBe(true)
  })
})

interface Bundle {
  /** What comes with the page: modules by their names in the package, or with the name of theirs. */
  readonly modules: readonly string[]
  /** What is loaded when it is asked for. */
  readonly later: readonly string[]
  /** Of what comes with the page, compressed. */
  readonly bytes: number
}

async function bundle(name: string, source: string): Promise<Bundle> {
  const root = await application(`bundle-${name}`, {
    'index.html': '<script type="module" src="./main.ts"></script>',
    'main.ts': source,
  })
  const built = await build({ root, logLevel: 'error', build: { write: false, target: 'es2022', modulePreload: false } })
  if (!('output' in built)) throw new Error('nothing came of the bundler')
  const chunks = built.output.flatMap((part) => (part.type === 'chunk' ? [part] : []))
  const named = (ids: readonly string[]) =>
    ids.flatMap((id) => /node_modules\/(?:@weft\/client\/dist\/)?(.*)\.m?js/.exec(id)?.[1] ?? []).sort()
  const first = chunks.filter(({ isEntry }) => isEntry)
  return {
    modules: named(first.flatMap(({ moduleIds }) => moduleIds)),
    later: named(chunks.filter(({ isEntry }) => !isEntry).flatMap(({ moduleIds }) => moduleIds)),
    bytes: gzipSync(first.map(({ code }) => code).join('')).length,
  }
}
