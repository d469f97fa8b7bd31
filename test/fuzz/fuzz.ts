// `npm run fuzz -- TARGET --minutes N`, `-- --all --seconds N`, `-- --list`: feeds targets with good inputs, and with bad ones made from them.
// `--seed N` gives the same inputs again, `--replay FILE` one input; `--json` prints one object a target. `--keep` writes the inputs that reached new code to
// corpus/TARGET, from which later campaigns begin.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Defect, runCampaign, runOnce } from './campaign.ts'
import { writeCorpus } from './corpus.ts'
import { listTargets, loadTarget } from './target.ts'

const FINDINGS = fileURLToPath(new URL('../../.run/fuzz/', import.meta.url))
/** Characters: differences of large values fill a screen and say no more. */
const LONGEST_STORY = 4000
const USAGE =
  'usage: npm run fuzz -- TARGET|--all [--minutes N | --seconds N] [--seed N] [--keep] [--json], TARGET --replay FILE, or --list'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    replay: { type: 'string' },
  },
})

const [name] = positionals
if (values.list) for (const target of await listTargets()) console.log(target)
else if (name !== undefined && values.replay !== undefined) await replay(name, values.replay)
else if (values.all || name !== undefined) await fuzz(values.all ? await listTargets() : positionals)
else {
  console.error(USAGE)
  process.exitCode = 2
}

async function fuzz(targets: readonly string[]): Promise<void> {
  const duration = (Number(values.minutes ?? 0) * 60 + Number(values.seconds ?? 0)) * 1000 || 60_000
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed)
  if (!Number.isSafeInteger(seed) || !(duration > 0)) throw new Error(USAGE)
  const known = await listTargets()
  for (const target of targets)
    if (!known.includes(target)) throw new Error(`there is no fuzz target ${target}, only ${known.join(', ')}`)
  if (!values.json) console.log(`fuzz: --seed ${seed}`)
  const waiting = [...targets]
  const campaign = async (target: string) => {
    const { inputs, defects, corpus, coverage } = await runCampaign({ target, seed, duration })
    for (const defect of defects) report(target, seed, defect)
    if (defects.length > 0) process.exitCode = 1
    if (values.keep && corpus) writeCorpus(target, corpus)
    const summary = { fuzz: target, inputs, defects: defects.length, corpus: corpus?.length ?? 0, coverage }
    console.log(values.json ? JSON.stringify(summary) : `fuzz ${target}: ${inputs} inputs, ${defects.length} defects`)
  }
  // Each has a thread of its own.
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await campaign(next)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
}

function report(target: string, seed: number, { input, story }: Defect): void {
  mkdirSync(FINDINGS, { recursive: true })
  const file = `${FINDINGS}${target}-${createHash('sha1').update(input).digest('hex').slice(0, 12)}`
  writeFileSync(file, input)
  console.error(
    `fuzz ${target} (--seed ${seed}): ${story.slice(0, LONGEST_STORY)}\n  again: npm run fuzz -- ${target} --replay ${file}`,
  )
}

async function replay(targetName: string, file: string): Promise<void> {
  const target = await loadTarget(targetName)
  if (!target) throw new Error(`there is no fuzz target ${targetName}`)
  const story = await runOnce(target, readFileSync(file))
  console.log(story ?? 'no defect')
  if (story !== null) process.exitCode = 1
}
