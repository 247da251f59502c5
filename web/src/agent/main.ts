// The village agent's page: registering others, also where there is no network.
import '@/shared/style/tokens.css'
import '@/shared/style/base.css'
import { createApp } from 'vue'
import { openLine } from '@/shared/api/client'
import { keepLive } from '@/shared/api/live'
import { keepPrefs } from '@/shared/prefs'
import { haveTexts, loadTexts } from '@/shared/text/t'
import App from './App.vue'
import { openDrafts } from './drafts'
import { router } from './routes'
import { keepSending } from './send'
import face from './text/face.zh'

async function start(): Promise<void> {
  // The page may come from the device's own store: its time is not the server's.
  keepPrefs()
  haveTexts(import.meta.glob(['./text/*.ts', '!./text/face.zh.ts']), face)
  await loadTexts(['agent'])
  openLine()
  keepLive()
  await openDrafts()
  keepSending()
  createApp(App).use(router).mount('#app')
  if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('./sw.js').catch(() => {})
}

void start()
