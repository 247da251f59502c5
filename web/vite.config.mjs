import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { lucide } from './scripts/lucide.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * The build of one face.
 * @param {string} name
 * @param {string} [outDir]
 * @returns {import('vite').UserConfig}
 */
export function face(name, outDir = `${here}dist/${name}`) {
  return {
    root: `${here}src/${name}`,
    // Relative addresses and a hash router: the H5 can be shipped as a package.
    base: './',
    publicDir: false,
    plugins: [vue({ features: { optionsAPI: false, prodDevtools: false } }), lucide()],
    resolve: { alias: { '@': `${here}src` } },
    build: {
      outDir,
      emptyOutDir: true,
      manifest: 'manifest.json',
      target: ['chrome69', 'safari12'],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 200,
    },
    optimizeDeps: { include: ['leaflet', 'uqr'] }, // found late by the dev server: loaded late
    server: { proxy: { '/api': process.env.YILU_API ?? 'http://localhost:8080' } },
  }
}

export default defineConfig(face(process.env.FACE ?? 'h5'))
