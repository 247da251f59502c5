// The hall's machine (数字求职机): portrait, touched, and nobody's own.
import '@/shared/style/tokens.css'
import '@/shared/style/base.css'
import './kiosk.css'
import { createApp } from 'vue'
import { boot } from '@/shared/api/boot'
import { prefs } from '@/shared/prefs'
import { setClock } from '@/shared/say/time'
import { haveTexts, loadTexts } from '@/shared/text/t'
import App from './App.vue'
import face from './text/face.zh'

async function start(): Promise<void> {
  if (boot.now) setClock(boot.now)
  prefs.lang = 'zh'
  haveTexts(import.meta.glob(['./text/*.ts', '!./text/face.zh.ts']), face)
  await loadTexts()
  createApp(App).mount('#app')
}

void start()
