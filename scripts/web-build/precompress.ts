import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** What gets smaller; pictures are compressed already. */
const WORTHWHILE = ['.js', '.css', '.html', '.svg', '.webmanifest']
/** Bytes that fit into one packet anyway. */
const SMALL = 1_400

/** Puts compressed copies beside the files, `x.js.br` and `x.js.gz`, which the server sends to whoever takes them: so it takes no time to compress them well. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'weft-precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir)
    },
    closeBundle: {
      order: 'post',
      handler: () => {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!WORTHWHILE.includes(extname(name))) continue
          const path = join(folder, name)
          const bytes = readFileSync(path)
          if (bytes.length < SMALL) continue
          writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
          const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
          writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: best }))
        }
      },
    },
  }
}
