// The open jobs near me, kept fresh while one looks at them.
import { onScopeDispose, shallowReactive, watch } from 'vue'
import { get, line } from '@/shared/api/client'
import { useLive, useSignal } from '@/shared/api/live'
import type { Problem } from '@/shared/api/problem'
import { onSession } from '@/shared/api/session'
import type { Where } from '@/shared/api/types'
import type { Job } from './job'

const page = 20
const most = 100 // one answer of the API holds no more
const freshMs = 15_000
const stillMs = 3000

type Query = NonNullable<Where<'/api/v1/jobs', 'get'>['query']>

export interface OpenJobs {
  items: Job[]
  problem: Problem | undefined
  loading: boolean
  more: boolean
  /** Jobs that came since; taken in by take(), or by themselves while nobody touches the page. */
  fresh: number
  /** Those on the page that are no longer open. */
  gone: Set<string>
  next: () => Promise<void>
  reload: () => Promise<void>
  take: () => void
}

/**
 * Reads open jobs by pages, and anew from the top when the query changes. What
 * changes meanwhile changes in its place; nothing moves under a finger.
 */
export function useOpenJobs(query: () => Query): OpenJobs {
  let cursor = ''
  let run = 0
  let waiting: { items: Job[]; next: string } | undefined
  const jobs: OpenJobs = shallowReactive({
    items: [], problem: undefined, loading: true, more: false, fresh: 0, gone: new Set<string>(),
    next: () => read(cursor), reload: () => read(''), take,
  })

  async function read(from: string): Promise<void> {
    const mine = ++run
    jobs.problem = undefined
    jobs.loading = true
    try {
      const answer = await get('/api/v1/jobs', { query: { ...query(), limit: page, cursor: from || undefined } })
      if (mine !== run) return
      show(from ? jobs.items.concat(answer.items ?? []) : (answer.items ?? []), answer.next ?? '')
    } catch (problem) {
      if (mine !== run) return
      jobs.problem = problem as Problem
    }
    jobs.loading = false
  }

  function show(items: Job[], next: string): void {
    jobs.items = items
    cursor = next
    jobs.more = next !== ''
    jobs.gone = new Set()
    jobs.fresh = 0
    waiting = undefined
  }

  /** Looks again at what stands on the page, without disturbing it. */
  async function look(): Promise<void> {
    if (document.hidden || jobs.loading || !line.online) return
    const mine = run
    const limit = Math.min(most, Math.max(page, jobs.items.length))
    const answer = await get('/api/v1/jobs', { query: { ...query(), limit } }).catch(() => undefined)
    if (!answer || mine !== run) return
    const now = answer.items ?? []
    const byId = new Map(now.map((job) => [job.id, job] as const))
    const shown = new Set(jobs.items.map((job) => job.id))
    const rest = jobs.items.slice(reach(byId, answer.next)).filter((job) => !byId.has(job.id))
    waiting = { items: now.concat(rest), next: rest.length ? cursor : (answer.next ?? '') }
    jobs.fresh = now.filter((job) => !shown.has(job.id)).length
    jobs.gone = new Set(jobs.items.filter((job) => !byId.has(job.id) && !rest.includes(job)).map((job) => job.id))
    jobs.items = jobs.items.map((job) => byId.get(job.id) ?? job)
    if (jobs.fresh + jobs.gone.size > 0 && still()) take()
  }

  /** How far down the page an answer tells what is gone: to the last job of it; to the end if it has them all. */
  function reach(byId: Map<string, Job>, next: string | undefined): number {
    if (!next) return jobs.items.length
    for (let i = jobs.items.length; i > 0; i--) if (byId.has(jobs.items[i - 1]!.id)) return i
    return 0
  }

  function take(): void {
    if (waiting) show(waiting.items, waiting.next)
  }

  watch(query, () => void read(''), { immediate: true })
  useLive(['message'], ({ data }) => (data as { kind?: string }).kind?.startsWith('job.') && void look())
  useSignal('job', () => void look())
  useSignal('engagement', () => void look())
  onScopeDispose(onSession(() => void read('')))
  const timer = setInterval(() => void look(), freshMs)
  onScopeDispose(() => clearInterval(timer))
  onScopeDispose(() => run++)
  return jobs
}

let touched = 0
for (const name of ['pointerdown', 'touchmove', 'wheel', 'keydown', 'scroll']) addEventListener(name, () => (touched = Date.now()), { passive: true })

/** Nobody has touched the page for a moment, so it may change by itself. */
const still = (): boolean => Date.now() - touched > stillMs
