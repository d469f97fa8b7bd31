import preact from '@preact/preset-vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

const weft = process.env.WEFT_URL ?? 'http://localhost:10888'

export default defineConfig({
  base: '/webrtcgateway/',
  plugins: [preact({ devToolsEnabled: false }), tailwindcss()],
  resolve: { conditions: ['weft-source', 'module', 'browser', 'production', 'default'] },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The server's Content-Security-Policy allows neither inline scripts nor data: in place of files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npx vite web` for working on the page: what it asks for goes to a Weft that runs beside it.
  server: {
    proxy: {
      '/webrtcgateway/ws': { target: weft.replace('http', 'ws'), ws: true },
      '/webrtcgateway/filesharing': weft,
      '/webrtcgateway/filetransfer': weft,
      '/webrtcgateway/config.json': weft,
    },
  },
})
