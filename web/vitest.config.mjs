import { defineConfig } from 'vitest/config'
import { face } from './vite.config.mjs'

const { plugins, resolve } = face('h5')

export default defineConfig({
  plugins,
  resolve,
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'happy-dom',
    restoreMocks: true,
  },
})
