// Builds every face into dist, or into the folder named, and lays the fonts for
// documents beside them.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { face } from '../vite.config.mjs'
import { faces } from './faces.mjs'

process.env.NODE_ENV = 'production' // whatever the shell says
const dist = process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url))

for (const name of faces) {
  await build({ ...face(name, join(dist, name)), configFile: false, logLevel: 'warn' })
  const worker = fileURLToPath(new URL(`../src/${name}/sw.js`, import.meta.url))
  if (existsSync(worker)) copyFileSync(worker, join(dist, name, 'sw.js')) // as it is: it must keep its name
  console.log(`built ${name}`)
}

// The second has the rare characters of names that the first lacks: 𠮷.
const fonts = {
  'NotoSansSC-Regular.ttf': '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'NotoSansJP-Regular.ttf': '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
}
const { resolve } = createRequire(import.meta.url)
mkdirSync(join(dist, 'fonts'), { recursive: true })
for (const [name, from] of Object.entries(fonts)) copyFileSync(resolve(from), join(dist, 'fonts', name))
