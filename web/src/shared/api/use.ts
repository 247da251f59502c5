// Reads and acts as pages use them.
import { onScopeDispose, reactive, shallowReactive, watch, watchEffect } from 'vue'
import { address, get, outbox } from './client'
import type { Tap } from './outbox'
import type { Problem } from './problem'
import { onSession } from './session'
import type { Answer, PathOf, Where } from './types'

/** A read that a page stands on. */
export interface Read<T> {
  data: T | undefined
  problem: Problem | undefined
  /** Nothing to show yet: draw the skeleton. */
  loading: boolean
  reload: () => Promise<void>
}

// What was shown last at each address, so that Back shows it at once.
const shown = new Map<string, unknown>()
onSession(() => shown.clear())

const keep = (url: string, data: unknown): void => {
  shown.delete(url)
  shown.set(url, data)
  if (shown.size > 30) shown.delete(shown.keys().next().value!)
}

/**
 * Reads, and reads anew when what `where` gives changes. undefined means: not
 * yet. Old data stays on the screen until the new is there.
 */
export function useGet<P extends PathOf<'get'>>(path: P, where: () => Where<P, 'get'> | undefined = () => ({})): Read<Answer<P, 'get'>> {
  let stop: AbortController | undefined
  const read: Read<Answer<P, 'get'>> = shallowReactive({ data: undefined, problem: undefined, loading: true, reload })

  async function reload(): Promise<void> {
    const asked = where()
    stop?.abort()
    if (!asked) return
    const mine = (stop = new AbortController())
    const url = address(path, asked)
    if (shown.has(url)) read.data = shown.get(url) as Answer<P, 'get'>
    read.problem = undefined
    read.loading = read.data === undefined
    try {
      const answer = await get(path, asked, mine.signal)
      if (mine !== stop) return
      keep(url, answer)
      read.data = answer
    } catch (problem) {
      if (mine !== stop) return
      read.problem = problem as Problem
    }
    read.loading = false
  }

  watch(where, () => void reload(), { immediate: true })
  onScopeDispose(() => stop?.abort())
  return read
}

/** A list that grows by pages. */
export interface Pages<T> {
  items: T[]
  problem: Problem | undefined
  loading: boolean
  /** Whether there is more to read. */
  more: boolean
  next: () => Promise<void>
  reload: () => Promise<void>
}

type Page<T> = { items: T[] | null; next?: string }
type ItemOf<A> = A extends { items: infer L } ? NonNullable<L> extends (infer T)[] ? T : never : never

/** Reads a list by its cursor, and anew from the top when `where` changes. */
export function usePages<P extends PathOf<'get'>>(path: P, where: () => Where<P, 'get'> | undefined = () => ({})): Pages<ItemOf<Answer<P, 'get'>>> {
  type Item = ItemOf<Answer<P, 'get'>>
  let cursor = ''
  let run = 0
  const pages: Pages<Item> = shallowReactive({ items: [], problem: undefined, loading: true, more: false, next: () => read(cursor), reload: () => read('') })

  async function read(from: string): Promise<void> {
    const asked = where()
    const mine = ++run
    if (!asked) return
    const query = from ? { ...(asked.query as object | undefined), cursor: from } : asked.query
    pages.problem = undefined
    pages.loading = true
    try {
      const page = (await get(path, { ...asked, query } as Where<P, 'get'>)) as Page<Item>
      if (mine !== run) return
      pages.items = from ? pages.items.concat(page.items ?? []) : (page.items ?? [])
      cursor = page.next ?? ''
      pages.more = cursor !== ''
    } catch (problem) {
      if (mine !== run) return
      pages.problem = problem as Problem
    }
    pages.loading = false
  }

  watch(where, () => void read(''), { immediate: true })
  onScopeDispose(() => run++)
  return pages
}

export type ActState = 'ready' | 'busy' | 'unsent' | 'done'

/** An act that a button does. */
export interface Act {
  state: ActState
  problem: Problem | undefined
  run: () => void
}

/**
 * Makes an act of a write. `once` names it, so that a page opened anew finds the
 * tap that is still unsent. `done` hears the answer, if the page is still there.
 */
export function useAct<T>(start: () => Tap<T>, { once, done }: { once?: () => string; done?: (answer: T) => void } = {}): Act {
  let left = false
  let watched: Tap<T> | undefined
  const act: Act = reactive({ state: 'ready', problem: undefined, run }) as Act

  function run(): void {
    if (act.state === 'busy' || act.state === 'unsent') return
    act.problem = undefined
    follow(start())
  }

  function follow(tap: Tap<T>): void {
    watched = tap
    tap.watchers++
    const unwatch = watchEffect(() => {
      if (tap.state === 'sending') act.state = 'busy'
      if (tap.state === 'waiting') act.state = 'unsent'
    })
    tap.settled
      .then(
        (answer) => {
          if (left) return
          act.state = 'done'
          done?.(answer)
        },
        (problem: Problem) => {
          act.state = 'ready'
          act.problem = problem
        },
      )
      .finally(unwatch)
  }

  const before = once && outbox.find(once())
  if (before) follow(before as Tap<T>)
  onScopeDispose(() => {
    left = true
    if (watched) watched.watchers--
  })
  return act
}
