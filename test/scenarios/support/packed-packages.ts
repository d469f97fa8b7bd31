import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PACKAGES = ['wire', 'client'] as const
/** What they depend on. */
const LIBRARIES = ['zod', 'openpgp'] as const
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

/** An application's project, with the packages installed as somebody would who has them from a registry. */
export interface ApplicationProject {
  /** An empty folder but for its package.json and node_modules. */
  readonly directory: string
  /** The files of the client library's package, by path. */
  readonly files: readonly string[]
  /** Runs Node in it; resolves with what was printed, rejects with what was complained of. */
  node(...args: readonly string[]): Promise<string>
  /** Runs TypeScript in it, likewise. */
  typeScript(...args: readonly string[]): Promise<string>
  remove(): Promise<void>
}

/** Builds the wire and the client library as `npm run build` does, packs them, and installs what came of it. Nothing is fetched from anywhere. */
export async function installPackedPackages(): Promise<ApplicationProject> {
  const place = await mkdtemp(join(tmpdir(), 'weft-packages-'))
  try {
    const sources = join(place, 'sources')
    const directory = join(place, 'application')
    await build(sources)
    const tarballs = await Promise.all(PACKAGES.map((name) => pack(join(sources, name))))
    const files = tarballs[1]?.files ?? []
    await install(directory, Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`])))
    return {
      ...{ directory, files },
      node: (...args) => run(process.execPath, args, directory),
      typeScript: (...args) => run(process.execPath, [TSC, ...args], directory),
      remove: () => rm(place, { recursive: true, force: true }),
    }
  } catch (error) {
    await rm(place, { recursive: true, force: true })
    throw error
  }
}

/** In a copy, so that the dist that there is may be in use, or old. */
async function build(sources: string): Promise<void> {
  await mkdir(join(sources, 'node_modules/@weft'), { recursive: true })
  await cp(join(ROOT, 'tsconfig.base.json'), join(sources, 'tsconfig.base.json'))
  for (const library of LIBRARIES) await symlink(join(ROOT, 'node_modules', library), join(sources, 'node_modules', library))
  for (const name of PACKAGES) {
    const filter = (path: string) => !['dist', 'node_modules'].includes(basename(path))
    await cp(join(ROOT, name), join(sources, name), { recursive: true, filter })
    await symlink(join(sources, name), join(sources, 'node_modules/@weft', name))
    await run(process.execPath, [TSC, '-p', `${name}/tsconfig.build.json`], sources)
  }
}

interface Tarball {
  /** Of the package. */
  readonly name: string
  readonly path: string
  readonly files: readonly string[]
}

async function pack(directory: string): Promise<Tarball> {
  const [packed] = JSON.parse(await npm(directory, 'pack', '--json', '--pack-destination', '..'))
  const { name, filename, files } = packed
  return { name, path: join(directory, '..', filename), files: files.map(({ path }: { path: string }) => path) }
}

async function install(directory: string, tarballs: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true })
  const libraries = LIBRARIES.map((name) => [name, `file:${join(ROOT, 'node_modules', name)}`] as const)
  const dependencies = { ...tarballs, ...Object.fromEntries(libraries) }
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  await npm(directory, 'install', '--offline', '--no-package-lock')
}

function npm(directory: string, ...args: readonly string[]): Promise<string> {
  // Where npm says where it is, it is run by this Node.
  const { npm_execpath: program } = process.env
  const first = program === undefined ? [] : [program]
  return run(
    program === undefined ? 'npm' : process.execPath,
    [...first, ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    directory,
  )
}

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(command, [...args], { cwd, maxBuffer: 16 * 1024 * 1024 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${basename(command)} ${args.join(' ')}:\n${stdout}${stderr}`)
  }
}

/** The package.json of a package that is installed in a project. */
export async function installedManifest({ directory }: ApplicationProject, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, 'node_modules', name, 'package.json'), 'utf8'))
}
