// The one door to the server: typed reads, and writes that pass the outbox.
import { reactive } from 'vue'
import { lang } from '../text/t'
import { now } from '../say/time'
import { boot, takeFirst } from './boot'
import { Outbox, type Letter, type Outcome, type Tap } from './outbox'
import { phoneProblem, readProblem, type Problem } from './problem'
import { end, onSession, session } from './session'
import type { Answer, Body, PathOf, Where, Write } from './types'

const timeoutMs = 20_000
const tapKeptMs = 24 * 3600_000

/** The state of the line; reactive. Pages show it, nothing decides by it alone. */
export const line = reactive({ online: navigator.onLine !== false })

/** How a write is treated besides its body. */
export interface Manner {
  /** What the person did, in their words: 抢单. Shown while it is not sent. */
  label?: string
  /** Names the act: a second tap before the answer is the first. */
  once?: string
  /** How long it is still wanted, in milliseconds. A day unless said. */
  keptMs?: number
  /** Never written to the phone's store: codes, document numbers, cards. */
  fleeting?: boolean
}

const lateHearers = new Set<(tap: Tap) => void>()

/** Hears the outcome of taps whose page is gone. */
export function onLate(fn: (tap: Tap) => void): () => void {
  lateHearers.add(fn)
  return () => lateHearers.delete(fn)
}

export const outbox = new Outbox(
  {
    deliver,
    now,
    after: (ms, fn) => {
      const timer = setTimeout(fn, ms)
      return () => clearTimeout(timer)
    },
    online: () => line.online,
    owner: () => session.person,
  },
  (tap) => lateHearers.forEach((fn) => fn(tap)),
)

/** Begins to send what is unsent, now and whenever the signal comes back. */
export function openLine(): void {
  const look = () => {
    line.online = navigator.onLine !== false
    if (line.online) outbox.flush()
  }
  addEventListener('online', look)
  addEventListener('offline', look)
  document.addEventListener('visibilitychange', () => document.hidden || look())
  onSession(look)
  look()
}

/** Reads. The answer that came with the page is taken first. */
export async function get<P extends PathOf<'get'>>(
  path: P,
  where: Where<P, 'get'> = {},
  signal?: AbortSignal,
): Promise<Answer<P, 'get'>> {
  const url = address(path, where)
  const first = takeFirst(url)
  if (first !== undefined) return first as Answer<P, 'get'>
  const answer = await reach(url, { method: 'GET', headers: headers() }, signal)
  if (answer.ok) return body(answer) as Answer<P, 'get'>
  if (answer.status === 401 && session.token) end(true)
  throw readProblem(answer.status, answer.text)
}

/** Writes, through the outbox. Await `.settled` for the answer, or show the tap. */
export function write<M extends Write, P extends PathOf<M>>(
  method: M,
  path: P,
  where: Where<P, M> & { body?: Body<P, M> },
  manner: Manner = {},
): Tap<Answer<P, M>> {
  return outbox.send({
    key: newKey(),
    method: method.toUpperCase(),
    url: address(path, where),
    body: where.body,
    label: manner.label ?? '',
    once: manner.once ?? '',
    until: now() + (manner.keptMs ?? tapKeptMs),
    fleeting: manner.fleeting,
  })
}

export const post = <P extends PathOf<'post'>>(
  path: P,
  where: Where<P, 'post'> & { body?: Body<P, 'post'> } = {},
  manner?: Manner,
): Tap<Answer<P, 'post'>> => write('post', path, where, manner)

/** Sends a file as it is, with its own key; tried anew twice, not kept. */
export async function upload<T>(url: string, file: Blob): Promise<T> {
  const key = newKey()
  for (let tries = 1; ; tries++) {
    try {
      const type = { 'Content-Type': file.type || 'application/octet-stream', 'Idempotency-Key': key }
      const answer = await reach(url, { method: 'POST', headers: { ...headers(), ...type }, body: file }, undefined, 120_000)
      if (answer.ok) return body(answer) as T
      throw readProblem(answer.status, answer.text)
    } catch (problem) {
      if ((problem as Problem).status !== 0 || tries === 3) throw problem
    }
  }
}

/** A key that no other tap has: 128 random bits. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => (b + 256).toString(16).slice(1)).join('')
}

/** The address with {places} filled and the query behind it, in the order given. */
export function address(path: string, where: { path?: unknown; query?: unknown } = {}): string {
  const places = (where.path ?? {}) as Record<string, unknown>
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])))
  const query: string[] = []
  const asked = (where.query ?? {}) as Record<string, unknown>
  for (const name in asked) {
    const values = Array.isArray(asked[name]) ? (asked[name] as unknown[]) : [asked[name]]
    for (const value of values) {
      if (value === undefined || value === null || value === '') continue
      query.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    }
  }
  return query.length ? `${filled}?${query.join('&')}` : filled
}

/** The headers of every request: who asks, and in which language. */
export function headers(): Record<string, string> {
  const all: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang() === 'zh' ? 'zh-CN' : 'en' }
  if (session.token) all.Authorization = `Bearer ${session.token}`
  return all
}

/** One attempt at a letter. */
async function deliver(letter: Letter): Promise<Outcome> {
  const token = session.token
  const all: Record<string, string> = { ...headers(), 'Idempotency-Key': letter.key }
  if (letter.body !== undefined) all['Content-Type'] = 'application/json'
  try {
    const content = letter.body === undefined ? undefined : JSON.stringify(letter.body)
    const answer = await reach(letter.url, { method: letter.method, headers: all, body: content })
    if (answer.ok) return { kind: 'answer', answer: body(answer) }
    if (answer.status === 401 && token) {
      if (token === session.token) end(true)
      return { kind: 'login' }
    }
    const problem = readProblem(answer.status, answer.text)
    return passing(answer.status, problem.code) ? { kind: 'again', problem, afterMs: answer.afterMs } : { kind: 'problem', problem }
  } catch (problem) {
    return { kind: 'again', problem: problem as Problem }
  }
}

/** Whether trying the same again may end otherwise. */
const passing = (status: number, code: string): boolean =>
  [408, 425, 502, 503, 504].includes(status) || code === 'request.rate'

interface Reply {
  ok: boolean
  status: number
  text: string
  /** The content of a good answer, where it was asked for as a file. */
  file?: Blob
  /** How long the server asks to wait, in milliseconds. */
  afterMs?: number
}

/** Fetches with a time limit, to the last byte. Errors: Problem client.offline or client.slow. */
export async function reach(url: string, init: RequestInit, signal?: AbortSignal, ms = timeoutMs, file = false): Promise<Reply> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), ms)
  const leave = () => stop.abort()
  signal?.addEventListener('abort', leave)
  try {
    const answer = await fetch((boot.api ?? '') + url, { ...init, signal: stop.signal })
    const seconds = Number(answer.headers.get('Retry-After'))
    const afterMs = seconds > 0 ? seconds * 1000 : undefined
    const { ok, status } = answer
    return file && ok ? { ok, status, text: '', file: await answer.blob() } : { ok, status, text: await answer.text(), afterMs }
  } catch {
    throw phoneProblem(stop.signal.aborted && !signal?.aborted ? 'client.slow' : 'client.offline')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', leave)
  }
}

export function body({ text }: Reply): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw phoneProblem('client.unreadable') // a hotel's log-in page, say
  }
}
