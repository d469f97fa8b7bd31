import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const PAGE = `${root}web/dist/index.html`
/** What the web app is made of. */
const SOURCES = ['web/**/*.{ts,tsx,css,html,svg,png,json}', 'client/**/*.ts', 'wire/*.ts', 'package-lock.json']

/** Builds the web app into web/dist, where the server looks for it, unless that is newer than its sources. Throws when the build fails. */
export function ensureWebApp(): void {
  if (existsSync(PAGE) && newestSource() <= statSync(PAGE).mtimeMs) return
  console.error('setup: building the web app')
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn']
  const result = spawnSync(process.execPath, vite, { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.status !== 0) throw new Error('the web app could not be built')
}

/** Time of the last change, in ms since 1970. */
function newestSource(): number {
  const exclude = ['**/dist/**', '**/node_modules/**', '**/*.test.ts', '**/*.test-scene.ts']
  const times = globSync(SOURCES, { cwd: root, exclude }).map((file) => statSync(`${root}${file}`).mtimeMs)
  return Math.max(...times)
}
