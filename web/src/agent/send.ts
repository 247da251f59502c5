// Sends what is unsent, one after the other, each under its own key: a draft whose
// answer was lost is sent again and answered as it was.
import { address, body, headers, line, newKey, reach } from '@/shared/api/client'
import { readProblem, type Problem } from '@/shared/api/problem'
import { end, onSession, session } from '@/shared/api/session'
import { desk } from './desk'
import { drafts, keep, mine, noForm, type Draft } from './drafts'

const everyMs = 15_000
let busy = false

/** Sends now, and whenever there is reason to hope. */
export function keepSending(): void {
  addEventListener('online', () => void sendAll())
  document.addEventListener('visibilitychange', () => document.hidden || void sendAll())
  onSession(() => void sendAll())
  setInterval(() => line.online && void sendAll(), everyMs)
  void sendAll()
}

/** Marks a draft as written, and sends it. */
export async function submit(draft: Draft): Promise<void> {
  if (draft.state === 'refused') draft.key = newKey() // what was refused is answered; this is another
  draft.problem = undefined
  draft.state = 'unsent'
  await keep(draft)
  await sendAll()
}

export async function sendAll(): Promise<void> {
  if (busy || !session.token) return
  busy = true
  try {
    await alone(async () => {
      for (const draft of mine().reverse()) {
        if (draft.state === 'unsent' && !(await send(draft))) break
      }
    })
  } finally {
    busy = false
  }
}

/** Two tabs take turns, where the browser can. */
async function alone(fn: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request('yilu-agent-send', fn)
  else await fn()
}

/** Sends one draft; false if there is no network for the others, either. */
async function send(draft: Draft): Promise<boolean> {
  draft.state = 'sending'
  const all = { ...headers(), 'Content-Type': 'application/json', 'Idempotency-Key': draft.key }
  try {
    const answer = await reach(address('/api/v1/intake/people'), { method: 'POST', headers: all, body: JSON.stringify(bodyOf(draft)) })
    if (answer.ok) return await took(draft, body(answer) as Taken)
    if (answer.status === 401) end(true)
    const problem = readProblem(answer.status, answer.text)
    if (answer.status === 401 || [408, 425, 502, 503, 504].includes(answer.status) || problem.code === 'request.rate') return await later(draft)
    await refuse(draft, problem)
    return true
  } catch {
    return await later(draft)
  }
}

interface Taken {
  person: string
  name: string
  outcome: string
  slip?: { code: string; expires_at: string }
}

async function took(draft: Draft, taken: Taken): Promise<boolean> {
  draft.answer = { person: taken.person, name: taken.name, outcome: taken.outcome, slip: taken.slip?.code ?? '', expires: taken.slip?.expires_at ?? '' }
  draft.state = 'sent'
  draft.form = noForm() // the server has it; nothing of it stays here
  draft.given = []
  await keep(draft)
  return true
}

async function later(draft: Draft): Promise<boolean> {
  draft.state = 'unsent'
  draft.tries++
  await keep(draft)
  return false
}

async function refuse(draft: Draft, problem: Problem): Promise<void> {
  const fields: Record<string, string> = {}
  for (const field of problem.fields) fields[field.path.replace(/^body\./, '').replace(/[[.].*/, '')] ??= field.detail
  draft.problem = { code: problem.code, message: problem.message, fields }
  draft.state = 'refused'
  draft.match = ''
  await keep(draft)
}

/** The registration of a draft, as the server takes it. */
export function formOf({ form }: Draft) {
  return {
    name: form.name,
    kind: form.kind as 'citizen_id',
    document: form.document,
    ...(form.birth ? { birth: form.birth } : {}),
    ...(form.phone ? { phone: form.phone } : {}),
    region: form.region,
    trades: form.trades.map((trade) => ({ trade, wants: true, can: true })),
    reach: form.reach,
    week_hours: desk.times.find((one) => one.code === form.when)?.week_hours ?? [],
  }
}

const bodyOf = (draft: Draft) => ({ ...formOf(draft), consents: draft.given, ...(draft.match ? { match: draft.match } : {}) })

/** Whether it may still be changed: what is under way may have arrived. */
export const open = (draft: Draft): boolean => draft.state === 'editing' || draft.state === 'refused' || (draft.state === 'unsent' && draft.tries === 0)

/** How many wait. */
export const waiting = (): number => drafts.filter((draft) => draft.owner === session.person && (draft.state === 'unsent' || draft.state === 'sending')).length
