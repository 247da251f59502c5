// What the screen shows, asked anew by itself. It needs nobody to be logged in.
import { onScopeDispose, reactive } from 'vue'
import { get } from '@/shared/api/client'
import type { Answer } from '@/shared/api/types'
import { now } from '@/shared/say/time'
import type { Lang } from '@/shared/prefs'

export type Board = Answer<'/api/v1/hall/halls/{hall}/board', 'get'>
export type Job = Answer<'/api/v1/jobs', 'get'>['items'][number]

/** What stands behind the # in the address: #hall=ID&lang=en. */
const said = new Map(location.hash.slice(1).split('&').map((pair) => pair.split('=') as [string, string]))
export const asked = { hall: said.get('hall') ?? '', lang: (said.get('lang') === 'en' ? 'en' : 'zh') as Lang }

/** How many jobs stand on a page, and for how long. */
export const perPage = 4
const pageMs = 12_000
const boardMs = 3_000
const jobsMs = 15_000
/** A job is new for so long. */
const newMs = 10 * 60_000

export const screen = reactive({
  /** The first answers are there. */
  ready: false,
  /** There is no hall to show. */
  nowhere: false,
  board: null as Board | null,
  jobs: [] as Job[],
  /** When the server last answered; 0: never. */
  at: 0,
  failing: false,
  page: 0,
})

export const pages = (): number => Math.ceil(screen.jobs.length / perPage) || 1
export const onPage = (): Job[] => screen.jobs.slice(screen.page * perPage, (screen.page + 1) * perPage)
export const isNew = (job: Job): boolean => !!job.opened_at && now() - Date.parse(job.opened_at) < newMs

async function askBoard(): Promise<void> {
  let hall = asked.hall
  if (!hall) {
    const all = await get('/api/v1/hall/halls')
    hall = all.items[0]?.id ?? ''
    screen.nowhere = !hall
    if (!hall) return
    asked.hall = hall
  }
  screen.board = await get('/api/v1/hall/halls/{hall}/board', { path: { hall } })
}

async function askJobs(): Promise<void> {
  if (!screen.board) return
  const found = await get('/api/v1/jobs', { query: { region: screen.board.hall.area, sort: 'newest', limit: 60 } })
  screen.jobs = found.items
  if (screen.page >= pages()) screen.page = 0
}

/** Asks, and says whether the line holds; what was shown stays. */
async function ask(fn: () => Promise<void>): Promise<void> {
  try {
    await fn()
    screen.at = now()
    screen.failing = false
    screen.ready = true
  } catch {
    screen.failing = true
  }
}

/** Keeps the screen fresh and turns its pages while the component lives. */
export function keepFresh(): void {
  void ask(async () => {
    await askBoard()
    await askJobs()
  })
  const timers = [
    setInterval(() => void ask(askBoard), boardMs),
    setInterval(() => void ask(askJobs), jobsMs),
    setInterval(() => (screen.page = (screen.page + 1) % pages()), pageMs),
  ]
  onScopeDispose(() => timers.forEach(clearInterval))
}
