// The outbox of taps: what a person did is never lost and never done twice.
//
// A tap is written down with its Idempotency-Key before it is first sent, and
// crossed out only when the server has answered. Offline, slow, or reloaded in
// between: it is sent again with the same key, and the server answers the same
// key the same way. Taps at one thing (jobs/17) go in their order; others go
// beside each other. Two tabs may both send a tap: the key makes that one.
import { reactive, shallowReactive } from 'vue'
import { forget, recall, remember, remembered } from '../store'
import { phoneProblem, type Problem } from './problem'

/** What is written down of a tap. */
export interface Letter {
  key: string
  method: string
  url: string
  body?: unknown
  /** What the person did, in their words, for "还没发出去": 抢单. */
  label: string
  /** Names the act, so that a second tap is the first: "grab:17". */
  once: string
  /** The person who tapped; "" before log-in. */
  owner: string
  /** When it is no longer wanted, in milliseconds. */
  until: number
  /** Not kept over a reload: codes, documents, cards. */
  fleeting?: boolean
}

/** What one attempt at sending came to. */
export type Outcome =
  | { kind: 'answer'; answer: unknown }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'again'; problem: Problem; afterMs?: number }
  | { kind: 'login' }

export type TapState = 'sending' | 'waiting' | 'done' | 'refused'

/** A tap as pages see it; reactive. */
export interface Tap<T = unknown> {
  readonly key: string
  readonly label: string
  readonly once: string
  /** waiting: not sent yet, or no answer for a while; it will go by itself. */
  state: TapState
  answer?: T
  problem?: Problem
  /** How many pages watch; with none, the outcome is told as news. */
  watchers: number
  readonly settled: Promise<T>
}

/** What the outbox needs of the world; tests give their own. */
export interface World {
  deliver(letter: Letter): Promise<Outcome>
  now(): number
  after(ms: number, fn: () => void): () => void
  online(): boolean
  /** Who is logged in. */
  owner(): string
}

const slowMs = 3000
const offlineMs = 15_000
const retryMs = [1000, 2000, 4000, 8000, 15_000, 30_000]

interface Job {
  letter: Letter
  tap: Tap
  tries: number
  busy: boolean
  /** Not before then, unless the signal comes back. */
  notBefore: number
  /** The next attempt is made even if the phone says it is offline. */
  despite: boolean
  cancel?: () => void
  settle: (error?: Problem) => void
}

export class Outbox {
  /** The taps that have no answer yet, oldest first. */
  readonly taps: Tap[] = shallowReactive([])
  private readonly jobs: Job[] = []
  private readonly world: World
  private readonly late: (tap: Tap) => void

  /** late hears the outcome of a tap whose page is gone. */
  constructor(world: World, late: (tap: Tap) => void = () => {}) {
    this.world = world
    this.late = late
  }

  /** Takes a tap and sends it. The same once, still unanswered, is the same tap. */
  send<T>(letter: Omit<Letter, 'owner'>): Tap<T> {
    const same = letter.once && this.find(letter.once)
    if (same) return same as Tap<T>
    return this.take({ ...letter, owner: this.world.owner() }).tap as Tap<T>
  }

  /** The unanswered tap of that name. */
  find(once: string): Tap | undefined {
    return this.taps.find((tap) => tap.once === once)
  }

  /** Takes up what an earlier visit, or a closed tab, left unsent. */
  adopt(): void {
    for (const name of remembered('tap.')) {
      const letter = recall<Letter>(name)
      if (letter && !this.jobs.some((job) => job.letter.key === letter.key)) this.take(letter)
    }
  }

  /** The signal is back, or someone logged in: try everything now. */
  flush(): void {
    this.adopt()
    for (const job of this.jobs) job.notBefore = 0
    this.pump()
  }

  private take(letter: Letter): Job {
    let settle!: Job['settle']
    const tap: Tap = reactive({
      key: letter.key,
      label: letter.label,
      once: letter.once,
      state: this.world.online() ? 'sending' : 'waiting',
      watchers: 0,
      settled: new Promise<unknown>((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve(tap.answer))
      }),
    }) as Tap
    tap.settled.catch(() => {}) // a page that only shows the state need not catch
    const job: Job = { letter, tap, tries: 0, busy: false, notBefore: 0, despite: false, settle }
    this.jobs.push(job)
    this.taps.push(tap)
    if (!letter.fleeting) remember('tap.' + letter.key, letter)
    this.pump()
    return job
  }

  /** Starts every tap whose turn it is. */
  private pump(): void {
    const taken = new Set<string>()
    for (const job of [...this.jobs]) {
      const lane = job.letter.owner + laneOf(job.letter.url)
      const next = !taken.has(lane) && this.jobs.includes(job)
      taken.add(lane)
      if (next && !job.busy) this.start(job)
    }
  }

  private start(job: Job): void {
    const { letter, tap } = job
    const now = this.world.now()
    job.cancel?.()
    if (now >= letter.until) return this.finish(job, { kind: 'problem', problem: phoneProblem('client.expired') })
    if (letter.owner && letter.owner !== this.world.owner()) return this.rest(job, letter.until - now)
    if (now < job.notBefore) return this.rest(job, job.notBefore - now)
    if (!this.world.online() && !letter.fleeting && !job.despite) {
      job.despite = true // some phones say offline and are not: then try anyway
      job.notBefore = now + offlineMs
      return this.rest(job, offlineMs)
    }
    job.despite = false
    job.busy = true
    job.tries++
    if (job.tries === 1) tap.state = 'sending'
    const still = this.world.after(slowMs, () => (tap.state = 'waiting'))
    void this.world.deliver(letter).then((outcome) => {
      still()
      job.busy = false
      this.settle(job, outcome)
    })
  }

  /** Waits with a tap, and tries again by itself then. */
  private rest(job: Job, ms: number): void {
    job.tap.state = 'waiting'
    job.cancel = this.world.after(Math.max(1, Math.min(ms, 30_000)), () => this.pump())
  }

  private settle(job: Job, outcome: Outcome): void {
    if (outcome.kind === 'login') {
      this.rest(job, job.letter.until - this.world.now())
    } else if (outcome.kind === 'again' && !(job.letter.fleeting && job.tries >= 2)) {
      const pause = outcome.afterMs ?? retryMs[Math.min(job.tries, retryMs.length) - 1]!
      job.notBefore = this.world.now() + pause
      this.rest(job, pause)
    } else {
      this.finish(job, outcome)
    }
    this.pump()
  }

  private finish(job: Job, outcome: Exclude<Outcome, { kind: 'login' }>): void {
    const { tap, letter } = job
    job.cancel?.()
    this.jobs.splice(this.jobs.indexOf(job), 1)
    this.taps.splice(this.taps.indexOf(tap), 1)
    forget('tap.' + letter.key)
    if (outcome.kind === 'answer') {
      tap.answer = outcome.answer
      tap.state = 'done'
      job.settle()
    } else {
      tap.problem = outcome.problem
      tap.state = 'refused'
      job.settle(outcome.problem)
    }
    if (tap.watchers === 0 && !letter.fleeting) this.late(tap)
    this.pump()
  }
}

/** The thing a tap is at: "/api/v1/jobs/17/grabs" → "/api/v1/jobs/17". */
export const laneOf = (url: string): string => url.split('?')[0]!.split('/').slice(0, 5).join('/')
