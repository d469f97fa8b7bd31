import { build } from 'vite'

/** A module and all that it imports, as one script for `page.addScriptTag`. @param entry its path */
export async function pageScript(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['weft-source'] },
    build: { write: false, lib: { entry, formats: ['iife'], name: 'page' } },
  })
  const [built] = Array.isArray(output) ? output : []
  const [chunk] = built?.output ?? []
  if (chunk?.type !== 'chunk') throw new Error('nothing was built')
  return chunk.code
}
