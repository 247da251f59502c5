// What the form needs, kept on the device so that it opens without a network: my
// places, the usual times, the trades, the texts that are read aloud.
import { reactive } from 'vue'
import { get } from '@/shared/api/client'
import { onSession, session } from '@/shared/api/session'
import type { Schemas } from '@/shared/api/types'
import { prefs } from '@/shared/prefs'
import { recall, remember } from '@/shared/store'

type Desk = Schemas['IntakeDeskView']

export interface Kept {
  owner: string
  lang: string
  areas: Desk['areas']
  homes: Desk['homes']
  times: { code: string; name: string; week_hours: { weekday: number; from: number; to: number }[] }[]
  allowed: Desk['allowed']
  registered: number
  trades: { code: string; name: string; aliases: string[]; restricted: boolean }[]
  texts: { kind: string; version: string; required: boolean; title: { zh: string; en: string }; body: { zh: string; en: string } }[]
}

const none: Kept = { owner: '', lang: '', areas: [], homes: [], times: [], allowed: [], registered: 0, trades: [], texts: [] }
export const desk: Kept = reactive({ ...none, ...recall<Kept>('agent.desk') })

onSession(({ person }) => {
  if (person && person !== desk.owner) Object.assign(desk, none)
})

/** Learns it anew; without a network, what was kept stays. */
export async function learnDesk(): Promise<void> {
  if (!session.token) return
  const owner = session.person
  try {
    const [mine, trades, texts] = await Promise.all([get('/api/v1/intake/desk'), get('/api/v1/trades', { query: { limit: 100 } }), get('/api/v1/consents/texts')])
    if (session.person !== owner) return
    Object.assign(desk, {
      owner,
      lang: prefs.lang,
      areas: mine.areas,
      homes: mine.homes,
      times: mine.times.map(({ code, name, hours }) => ({ code, name, week_hours: hours })),
      allowed: mine.allowed,
      registered: mine.registered,
      trades: trades.items.map(({ code, name, aliases, restricted }) => ({ code, name, aliases: [...aliases], restricted })),
      texts: texts.items.filter((one) => one.required),
    })
    remember('agent.desk', desk)
  } catch {
    // What was kept does.
  }
}

export const homeName = (code: string): string => desk.homes.find((home) => home.code === code)?.name ?? code
export const tradeName = (code: string): string => desk.trades.find((trade) => trade.code === code)?.name ?? code
