// `npm run bench -- NAME [--json]`, `-- --list`: measures, and prints one figure a line.
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Bench, Measurement } from './measurement.ts'

const FOLDER = new URL('benches/', import.meta.url)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
})
const names = readdirSync(fileURLToPath(FOLDER)).map((file) => basename(file, '.ts'))
const [name] = positionals

if (values.list) {
  for (const one of names) console.log(`${one}: ${(await load(one)).about}`)
} else if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [--json], with NAME one of ${names.join(', ')}`)
  process.exitCode = 2
} else {
  await (await load(name)).run((measurement) => print(name, measurement))
}

async function load(benchName: string): Promise<Bench> {
  const module: { readonly bench: Bench } = await import(new URL(`${benchName}.ts`, FOLDER).href)
  return module.bench
}

function print(bench: string, { variant, metric, value, unit }: Measurement): void {
  const rounded = Number(value.toPrecision(5))
  console.log(
    values.json
      ? JSON.stringify({ bench, variant, metric, value: rounded, unit })
      : `${bench} ${variant}: ${metric} ${rounded} ${unit}`,
  )
}
