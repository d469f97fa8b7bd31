import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { fastify } from 'fastify'
import { build } from 'vite'
import { temporaryDirectory } from './peers/process.ts'

/** The library that the journeys are made with: sylkrtc.js itself, or what takes its place. */
export interface SylkrtcLibrary {
  /** File that is imported. */
  readonly module: string
  /** Modules that others stand in for. */
  readonly alias?: Readonly<Record<string, string>>
  /** Source of a script that runs before. */
  readonly before?: string
}

export interface SylkrtcPage {
  readonly url: string
  stop(): Promise<void>
}

/** Bundles the library as it is into a page of its own, outside the project, and serves it: `window.sylkrtc` is what it exports. */
export async function serveSylkrtcPage({ module, alias = {}, before = '' }: SylkrtcLibrary): Promise<SylkrtcPage> {
  const { path, remove } = await temporaryDirectory('sylkrtc')
  await writeFile(
    join(path, 'index.html'),
    `<!doctype html><title>sylkrtc</title><link rel="icon" href="data:,">
<script>${before}</script>
<script type="module" src="./main.js"></script>`,
  )
  await writeFile(join(path, 'main.js'), `import * as sylkrtc from ${JSON.stringify(module)}\nwindow.sylkrtc = sylkrtc\n`)
  await build({
    root: path,
    base: './',
    logLevel: 'error',
    resolve: { alias: { ...alias }, conditions: ['weft-source', 'browser', 'module', 'production'] },
    define: { global: 'globalThis' },
    worker: { format: 'es' },
    build: { outDir: join(path, 'dist'), minify: false },
  })
  const server = fastify()
  server.register(fastifyStatic, { root: join(path, 'dist') })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: address.replace('127.0.0.1', 'localhost'),
    async stop() {
      await server.close()
      await remove()
    },
  }
}
