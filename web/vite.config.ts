import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { icons } from '../scripts/web-build/icons.ts'
import { precache } from '../scripts/web-build/precache.ts'
import { precompress } from '../scripts/web-build/precompress.ts'
import packageJson from './package.json' with { type: 'json' }

const weft = process.env.WEFT_URL ?? 'http://localhost:10888'
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  base: '/webrtcgateway/',
  plugins: [preact({ devToolsEnabled: false }), tailwindcss(), icons(), precache(path('public')), precompress()],
  resolve: { conditions: ['weft-source', 'module', 'browser', 'production', 'default'] },
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The server's Content-Security-Policy allows neither inline scripts nor data: in place of files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: path('index.html'), 'service-worker': path('worker/service-worker.ts') },
      output: {
        // A service worker answers for the folder it is in, under a name that stays.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  // `npx vite web` for working on the page: what it asks for goes to a Weft that runs beside it.
  server: {
    proxy: {
      '/webrtcgateway/ws': { target: weft.replace('http', 'ws'), ws: true },
      '/webrtcgateway/filesharing': weft,
      '/webrtcgateway/filetransfer': weft,
      '/webrtcgateway/config.json': weft,
      '/webrtcgateway/logo': weft,
    },
  },
})
