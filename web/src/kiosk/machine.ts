// The machine: where it stands, who is logged in, and how it forgets them. Nothing
// about a person is written to the browser's store.
import { onScopeDispose, reactive } from 'vue'
import { reach, newKey, address } from '@/shared/api/client'
import { phoneProblem, readProblem, type Problem } from '@/shared/api/problem'
import type { Answer, Body, PathOf, Where } from '@/shared/api/types'
import { hush } from '@/shared/say/aloud'
import { recall, remember } from '@/shared/store'
import { lang, speakIn } from '@/shared/text/t'

export type Hall = Answer<'/api/v1/kiosk', 'get'>
export type Job = Answer<'/api/v1/jobs', 'get'>['items'][number]
export type Screen = 'home' | 'scan' | 'document' | 'jobs' | 'done' | 'mine' | 'number'

/** How long nobody touches it before it forgets, in seconds. */
export const patience = 60

export const machine = reactive({
  hall: null as Hall | null,
  problem: null as Problem | null,
  screen: 'home' as Screen,
  /** The screen that log-in leads on to. */
  next: 'home' as Screen,
  token: '',
  name: '',
  /** Seconds until it forgets. */
  left: patience,
  /** A job that was tapped, and what came of it. */
  job: null as Job | null,
  taken: null as Answer<'/api/v1/jobs/{id}/grabs', 'post'> | null,
  refused: '',
})

/** The key that staff gave this machine: it comes behind the # once, and stays. */
const given = /(?:^#|&)key=([\w-]+)/.exec(location.hash)?.[1]
if (given) {
  remember('kiosk', given)
  history.replaceState(null, '', location.pathname)
}
const key = (): string => recall<string>('kiosk') ?? ''

function headers(): Record<string, string> {
  const all: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang() === 'zh' ? 'zh-CN' : 'en', 'Yilu-Face': 'kiosk' }
  if (key()) all['Yilu-Kiosk'] = key()
  if (machine.token) all.Authorization = `Bearer ${machine.token}`
  return all
}

async function ask(method: string, url: string, content?: unknown, keyed = true): Promise<unknown> {
  const all = headers()
  if (method !== 'GET' && keyed) all['Idempotency-Key'] = newKey()
  if (content !== undefined) all['Content-Type'] = 'application/json'
  const token = machine.token
  const answer = await reach(url, { method, headers: all, body: content === undefined ? undefined : JSON.stringify(content) })
  if (answer.status === 401 && token && token === machine.token) forget()
  if (!answer.ok) throw readProblem(answer.status, answer.text)
  try {
    return answer.text ? JSON.parse(answer.text) : undefined
  } catch {
    throw phoneProblem('client.unreadable')
  }
}

export const read = <P extends PathOf<'get'>>(path: P, where: Where<P, 'get'> = {}): Promise<Answer<P, 'get'>> =>
  ask('GET', address(path, where)) as Promise<Answer<P, 'get'>>

/** A write. Asking what came of a scan has no key: each answer is another. */
export const act = <P extends PathOf<'post'>>(path: P, where: Where<P, 'post'> & { body?: Body<P, 'post'> } = {}, keyed = true): Promise<Answer<P, 'post'>> =>
  ask('POST', address(path, where), where.body, keyed) as Promise<Answer<P, 'post'>>

/** A file of one's own, to print. */
export async function file(path: string): Promise<Blob> {
  const answer = await reach(path, { method: 'GET', headers: headers() }, undefined, 20_000, true)
  if (!answer.ok) throw readProblem(answer.status, answer.text)
  return answer.file!
}

/** Asks where it stands; tried again by a tap. */
export async function wake(): Promise<void> {
  machine.problem = null
  try {
    machine.hall = await read('/api/v1/kiosk')
  } catch (problem) {
    machine.problem = problem as Problem
  }
}

export function go(to: Screen): void {
  hush()
  machine.screen = to
}

/** Goes on to a screen that needs somebody logged in. */
export function asMe(to: Screen): void {
  machine.next = to
  go(machine.token ? to : 'scan')
}

export function logIn(token: string, name: string): void {
  machine.token = token
  machine.name = name
  touch()
  go(machine.next)
}

/** Forgets whoever was here: the session ends at the server, too. */
export function forget(): void {
  const token = machine.token
  Object.assign(machine, { token: '', name: '', next: 'home', job: null, taken: null, refused: '', left: patience })
  go('home')
  if (lang() !== 'zh') void speakIn('zh')
  if (token) {
    void fetch('/api/v1/auth/sessions/current', { method: 'DELETE', keepalive: true, headers: { Authorization: `Bearer ${token}` } }).catch(() => {})
  }
}

let touched = Date.now()

/** Somebody is here. */
export function touch(): void {
  touched = Date.now()
  machine.left = patience
}

/** Forgets after a minute without a touch, and when the page goes. */
export function watchHands(): void {
  const hands = ['pointerdown', 'keydown', 'wheel']
  hands.forEach((name) => addEventListener(name, touch, true))
  addEventListener('pagehide', forget)
  const timer = setInterval(() => {
    machine.left = Math.ceil(patience - (Date.now() - touched) / 1000)
    if (machine.left > 0) return
    touch()
    if (machine.token || machine.screen !== 'home' || lang() !== 'zh') forget()
  }, 500)
  onScopeDispose(() => {
    clearInterval(timer)
    hands.forEach((name) => removeEventListener(name, touch, true))
    removeEventListener('pagehide', forget)
  })
}
