// Builds every face into dist and lays the font for documents beside them.
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'vite'
import { face } from '../vite.config.mjs'
import { faces } from './faces.mjs'

for (const name of faces) {
  await build({ ...face(name), configFile: false, logLevel: 'warn' })
  console.log(`built dist/${name}`)
}

const font = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
)
const fonts = new URL('../dist/fonts/', import.meta.url)
mkdirSync(fonts, { recursive: true })
copyFileSync(font, new URL('NotoSansSC-Regular.ttf', fonts))
console.log('laid dist/fonts/NotoSansSC-Regular.ttf')
