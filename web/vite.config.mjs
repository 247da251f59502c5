import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { lucide } from './scripts/lucide.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * What stands on the first screen travels in one file: forty small ones weigh a
 * tenth more, and each is a question to the server.
 * @param {string} id
 */
const isFirst = (id) =>
  /node_modules\/(@vue\/|vue\/|vue-router\/)/.test(id) ||
  /src\/shared\/(api|say|text|news|prefs|store)/.test(id) && !/\.en\.ts|text\/en\.ts|say\/aloud/.test(id) ||
  /src\/shared\/ui\/(Page|Notice|Loaded|PlainButton|EmptyState|FailState|Skeleton|Tag|MoneyText|JobCard|Icon|BigButton|ReadAloud|wide|AppShell|Toasts)\./.test(id) ||
  /src\/h5\/pages\/work\/(GrabButton|WorkSwitch|openJobs|job|grab|Refusal)\./.test(id) ||
  /lucide:(shield-check|map-pin|calendar-days|clock|volume|chevron)|plugin-vue:export-helper/.test(id)

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
    plugins: [vue({ features: { optionsAPI: name === 'console', prodDevtools: false } }), lucide()],
    resolve: { alias: { '@': `${here}src` } },
    build: {
      outDir,
      emptyOutDir: true,
      manifest: 'manifest.json',
      target: ['chrome69', 'safari12'],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 200,
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: isFirst }] } } },
    },
    optimizeDeps: { include: ['leaflet', 'uqr'] }, // found late by the dev server: loaded late
    server: { proxy: { '/api': process.env.YILU_API ?? 'http://localhost:8080' } },
  }
}

export default defineConfig(face(process.env.FACE ?? 'h5'))
