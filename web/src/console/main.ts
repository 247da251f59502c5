// The console: what the public side's staff work with, at a desk.
import '@/shared/style/tokens.css'
import '@/shared/style/base.css'
import './console.css'
import { createApp } from 'vue'
import { boot } from '@/shared/api/boot'
import { openLine } from '@/shared/api/client'
import { keepPrefs } from '@/shared/prefs'
import { setClock } from '@/shared/say/time'
import { haveTexts, loadTexts } from '@/shared/text/t'
import App from './App.vue'
import { router } from './routes'
import face from './text/face.zh'

async function start(): Promise<void> {
  if (boot.now) setClock(boot.now)
  keepPrefs()
  haveTexts(import.meta.glob(['./text/*.ts', '!./text/face.zh.ts']), face)
  await loadTexts()
  openLine()
  createApp(App).use(router).mount('#app')
}

void start()
