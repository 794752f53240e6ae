// Builds the page into web/dist. Nothing is inlined: the hub serves it under a policy that forbids inline code and style.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const hub = process.env['PITWALL_HUB'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
  },
  server: {
    // `npm run dev -w web` beside a running hub: set PITWALL_HUB for another address.
    proxy: { '/api': hub, '/live': { target: hub, ws: true, bypass: () => '/index.html' } },
    fs: { allow: ['..'] },
  },
})
