// `npm run lockfile`: names in package-lock.json the optional packages of other platforms that the registry at hand could not give when the lockfile
// was written. Without their entries `npm ci` calls the lockfile incomplete, on every platform; with them it installs the one that fits and skips the
// rest. To be run after each `npm install PACKAGE`. The entries have no integrity: what is not there cannot be hashed.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const LOCKFILE = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

interface Entry {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const lockfile: { packages: Record<string, Entry> } = JSON.parse(readFileSync(LOCKFILE, 'utf8'))
let added = 0
for (const [folder, entry] of Object.entries(lockfile.packages)) {
  // One at a time: where two packages want two versions, the second must see that the first has the place.
  for (const [place, missing] of missingOf(folder, entry)) {
    lockfile.packages[place] = missing
    added++
  }
}
lockfile.packages = Object.fromEntries(Object.entries(lockfile.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(LOCKFILE, `${JSON.stringify(lockfile, null, 2)}\n`)
console.log(`package-lock.json: ${added} entries added`)

/** The entries that the optional dependencies of the package in `folder` lack. */
function missingOf(folder: string, { dev, optionalDependencies = {} }: Entry): [string, Entry][] {
  return Object.entries(optionalDependencies).flatMap(([name, range]): [string, Entry][] => {
    const places = [folder, ...parents(folder)].map((place) => `${place === '' ? '' : `${place}/`}node_modules/${name}`)
    const found = places.map((place) => lockfile.packages[place]).find((entry) => entry !== undefined)
    const exact = !/[~^*><|]/.test(range)
    if (found && (!exact || found.version === range)) return []
    // At the top when nobody is there, else beside the package that needs this very version.
    const place = found ? places[0] : places.at(-1)
    return place === undefined ? [] : [[place, platformEntry(name, range.replace(/^[~^]/, ''), dev === true)]]
  })
}

/** The folders from which Node looks on when a package is not in `folder`'s own node_modules. */
function parents(folder: string): string[] {
  const at = folder.lastIndexOf('node_modules/')
  if (at < 0) return folder === '' ? [] : ['']
  const parent = folder.slice(0, at).replace(/\/$/, '')
  return [parent, ...parents(parent)]
}

/** What a platform package says of itself, read from its name (`…-linux-arm64-musl`), as all of them are named. */
function platformEntry(name: string, version: string, dev: boolean): Entry {
  const parts = name.split('/').at(-1)?.split(/[-.]/) ?? []
  const os = SYSTEMS.filter((system) => parts.includes(system))
  const cpu = PROCESSORS.filter((processor) => parts.includes(processor))
  return {
    version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(dev ? { dev } : {}),
    ...(parts.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  }
}
