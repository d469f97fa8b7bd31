import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'

const WORKER = 'service-worker.js'
/** What stands in the worker where the list is to be. */
const PLACEHOLDER = 'PRECACHE'
/** Bytes of what the page begins without: larger parts, such as the code for encryption, are kept by the browser once somebody has needed them. */
const LARGEST = 200_000

/** Tells the service worker what the page is made of, with a version that is another one whenever any of it changes. @param publicDir of files that are taken as they are */
export function precache(publicDir: string): Plugin {
  return {
    name: 'weft-precache',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const hash = createHash('sha256')
      const files: string[] = []
      const take = (name: string, content: string | Uint8Array): void => {
        files.push(name === 'index.html' ? '' : name)
        hash.update(name).update(content)
      }
      for (const [name, output] of Object.entries(bundle).sort(([one], [other]) => (one < other ? -1 : 1)))
        if (name !== WORKER && isWanted(output)) take(name, contentOf(output))
      for (const name of readdirSync(publicDir).sort()) take(name, readFileSync(join(publicDir, name)))
      const worker = bundle[WORKER]
      if (worker?.type !== 'chunk') this.error('there is no service worker')
      const list = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
      worker.code = `const ${PLACEHOLDER}=${list};${worker.code}`
    },
  }
}

const isWanted = (output: Rolldown.OutputAsset | Rolldown.OutputChunk): boolean =>
  contentOf(output).length <= LARGEST || (output.type === 'chunk' && output.isEntry)

const contentOf = (output: Rolldown.OutputAsset | Rolldown.OutputChunk): string | Uint8Array =>
  output.type === 'chunk' ? output.code : output.source
