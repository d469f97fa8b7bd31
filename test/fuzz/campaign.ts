import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { readCorpus } from './corpus.ts'
import { Exploration } from './exploration.ts'
import { LONGEST_INPUT } from './mutation.ts'
import { SeededRandom } from './seeded-random.ts'
import { type FuzzTarget, loadTarget } from './target.ts'

export interface CampaignPlan {
  readonly target: string
  readonly seed: number
  /** ms. */
  readonly duration: number
}

export interface Defect {
  readonly input: Uint8Array
  /** What was thrown, with its stack. */
  readonly story: string
}

export interface CampaignResult {
  readonly inputs: number
  /** Each other in kind, at most MOST_DEFECTS. */
  readonly defects: readonly Defect[]
  /** The kept inputs that are still worth it, and new ones. Null where the campaign did not end by itself. */
  readonly corpus: readonly Uint8Array[] | null
  /** Characters of our sources that ran. */
  readonly coverage: number
}

interface WorkerPlan extends CampaignPlan {
  readonly shared: SharedArrayBuffer
}

/** ms after which an input counts as one that never ends. */
const STUCK = 20_000
/** ms of processor time that one input may take: no way of reading 64 KiB that is linear takes nearly as long. */
const SLOW = 2_000
const MOST_DEFECTS = 5
const COUNT = 0
const LENGTH = 1
const HEADER_BYTES = 8

/**
 * Runs a target on its seeds, its corpus and mutations of them until the time is over. The same seed and corpus give the same inputs. It runs in a thread
 * of its own, so that an input on which the target never ends is found as well. Rejects when there is no such target.
 */
export async function runCampaign(plan: CampaignPlan): Promise<CampaignResult> {
  const shared = new SharedArrayBuffer(HEADER_BYTES + LONGEST_INPUT)
  const numbers = new Int32Array(shared, 0, 2)
  const current = () => new Uint8Array(shared).slice(HEADER_BYTES, HEADER_BYTES + Atomics.load(numbers, LENGTH))
  const workerData: WorkerPlan = { ...plan, shared }
  const worker = new Worker(new URL(import.meta.url), { workerData })
  let last = -1
  try {
    return await new Promise<CampaignResult>((resolve, reject) => {
      const give = (story: string) =>
        resolve({ inputs: Atomics.load(numbers, COUNT), defects: [{ input: current(), story }], corpus: null, coverage: 0 })
      const watch = setInterval(() => {
        const count = Atomics.load(numbers, COUNT)
        if (count === last && count > 0) give(`no end after ${STUCK} ms`)
        last = count
      }, STUCK)
      worker.once('message', resolve)
      // What a target throws outside of run(), in a callback of its own.
      worker.once('error', (error) => (Atomics.load(numbers, COUNT) === 0 ? reject(error) : give(storyOf(error))))
      worker.once('exit', () => {
        clearInterval(watch)
        reject(new Error('the campaign ended without a result'))
      })
    })
  } finally {
    await worker.terminate()
  }
}

async function campaign({ target: name, seed, duration, shared }: WorkerPlan): Promise<CampaignResult> {
  const target = await loadTarget(name)
  if (!target) throw new Error(`there is no fuzz target ${name}`)
  const numbers = new Int32Array(shared, 0, 2)
  const bytes = new Uint8Array(shared, HEADER_BYTES)
  const found = new Map<string, Defect>()
  const deadline = performance.now() + duration
  let inputs = 0
  const exploration = new Exploration(target, new SeededRandom(seed), async (input) => {
    bytes.set(input)
    Atomics.store(numbers, LENGTH, input.length)
    Atomics.store(numbers, COUNT, ++inputs)
    const story = await runOnce(target, input)
    if (story !== null && !found.has(kindOf(story))) found.set(kindOf(story), { input, story })
  })
  // Every seed has its turn, however little time there is.
  await exploration.begin(target.seeds, readCorpus(name))
  while (found.size < MOST_DEFECTS && performance.now() < deadline) await exploration.go()
  const defects = [...found.values()].slice(0, MOST_DEFECTS)
  return { inputs, defects, corpus: exploration.found, coverage: exploration.coverage }
}

/** What is wrong with how the target takes this input; null when nothing is. */
export async function runOnce(target: FuzzTarget, input: Uint8Array): Promise<string | null> {
  const before = process.threadCpuUsage()
  try {
    await target.run(input)
    const { user, system } = process.threadCpuUsage(before)
    const spent = (user + system) / 1000
    return spent > SLOW ? `slow: ${input.length} bytes took ${Math.round(spent)} ms of processor time` : null
  } catch (error) {
    return storyOf(error)
  }
}

function storyOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Stories that differ only in their numbers and quotations are of one kind. */
function kindOf(story: string): string {
  return story
    .split('\n', 2)
    .join('\n')
    .replace(/\d+|"[^"]*"/g, '')
}

if (!isMainThread && parentPort) parentPort.postMessage(await campaign(workerData as WorkerPlan))
