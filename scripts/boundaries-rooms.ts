/** What one room of the house may take in. */
export interface Room {
  readonly name: string
  /** The names of the rooms it may import from, its own part of the house not counted. */
  readonly ours: readonly string[]
  /** Packages from outside; 'any' where the job is to talk to the outside. `node:` stands for everything Node brings along. */
  readonly libraries: readonly string[] | 'any'
  /** Packages that may be loaded by `import()` only. */
  readonly lazily?: readonly string[]
  /** Neither clock nor randomness nor global object. */
  readonly pure?: true
  /** Why the rule is there, for the reader of an error. */
  readonly why: string
}

/** Where a file lives: its room, and the part of the room that it may import freely. */
export interface Place {
  readonly room: Room
  readonly part: string
}

const SERVER_ROOMS = ['applications', 'core', 'ports', 'config', 'edge', 'adapters', 'protocols', 'wire']

/** The rules of DESIGN.md, "Layout", one room a row. */
const ROOMS: readonly Room[] = [
  { name: 'wire', ours: [], libraries: ['zod'], pure: true, why: 'wire is read by browsers and server alike and stays pure' },
  {
    name: 'protocols',
    ours: [],
    libraries: ['saxes', 'sdp-transform', '@noble/hashes'],
    pure: true,
    why: 'protocols meets foreign bytes with pure code',
  },
  { name: 'ports', ours: [], libraries: [], why: 'ports only says what the rules need' },
  { name: 'core', ours: ['ports'], libraries: ['@noble/hashes'], why: 'core is protocol-blind; applications translate' },
  {
    name: 'applications',
    ours: ['core', 'ports', 'protocols', 'wire'],
    libraries: [],
    why: 'applications turn requests into calls of the core and are handed everything else',
  },
  {
    name: 'edge',
    ours: ['ports', 'protocols', 'wire'],
    libraries: 'any',
    why: 'edges move bytes and are handed the application they serve',
  },
  {
    name: 'adapters',
    ours: ['ports', 'protocols', 'wire'],
    libraries: 'any',
    why: 'adapters meet a port and know nothing of who uses it',
  },
  { name: 'config', ours: [], libraries: ['zod', 'node:'], why: 'config says what the operator wants, not who needs it' },
  { name: 'door', ours: ['ports'], libraries: ['node:'], why: 'the front door minds the process; main makes what runs in it' },
  { name: 'main', ours: [...SERVER_ROOMS, 'door'], libraries: 'any', why: 'main is the only place that puts the parts together' },
  {
    name: 'cli',
    ours: ['main', 'config', 'ports'],
    libraries: 'any',
    why: 'the command line asks main for what the configuration makes',
  },
  {
    name: 'client',
    ours: ['wire'],
    libraries: ['openpgp'],
    lazily: ['openpgp'],
    why: 'the SDK runs in any browser and carries nothing but the wire',
  },
  {
    name: 'web',
    ours: ['client', 'wire'],
    libraries: ['preact', '@preact/signals', 'webrtc-adapter', 'openpgp'],
    lazily: ['openpgp'],
    why: 'the web app speaks to the server through the SDK',
  },
]

const byName = new Map(ROOMS.map((room) => [room.name, room]))

/** Rooms whose top-level folders are strangers to each other. */
const DIVIDED = new Set(['applications', 'edge', 'adapters'])

/**
 * Files that are no part of the product, and may therefore import anything: tests, what several of them play (`.test-scene`), scripts,
 * settings of tools, the launcher.
 */
export function isOutside(path: string): boolean {
  return (
    /\.test(-scene)?\.tsx?$/.test(path) || /^(test|scripts|server\/bin)\//.test(path) || /^(web\/)?\w+\.config\.ts$/.test(path)
  )
}

/** The workspace package a file ships in, or null for what belongs to the repository alone. */
export function packageOf(path: string): string | null {
  return /^(wire|protocols|server|client|web)\//.exec(path)?.[1] ?? null
}

/** The room a product file lives in; null where the design has none for it. */
export function placeOf(path: string): Place | null {
  const [top = '', ...rest] = path.split('/')
  if (top !== 'server') return rest.length > 0 ? place(top, top) : null
  const [source, folder = '', next = ''] = rest
  if (source !== 'src') return null
  const name = stem(folder)
  // Right in server/src is the front door: main, cli, and what they need of the process (signals, the pid file).
  if (rest.length === 2) return place(name === 'main' || name === 'cli' ? name : 'door', name)
  return place(folder, DIVIDED.has(folder) ? `${folder}/${stem(next)}` : folder)
}

function place(name: string, part: string): Place | null {
  const room = byName.get(name)
  return room ? { room, part } : null
}

/** `http.ts` and `http/` are one part. */
function stem(name: string): string {
  return name.replace(/\.tsx?$/, '')
}
