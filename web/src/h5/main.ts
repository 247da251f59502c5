// The H5: what workers and employers hold in their hand.
import '@/shared/style/tokens.css'
import '@/shared/style/base.css'
import { createApp } from 'vue'
import { boot } from '@/shared/api/boot'
import { openLine } from '@/shared/api/client'
import { keepLive } from '@/shared/api/live'
import { armSound } from '@/shared/device/sound'
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
  keepLive()
  armSound()
  createApp(App).use(router).mount('#app')
}

void start()
