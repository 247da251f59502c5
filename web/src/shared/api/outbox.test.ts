import { beforeEach, describe, expect, it } from 'vitest'
import { remembered } from '../store'
import { laneOf, Outbox, type Letter, type Outcome, type Tap, type World } from './outbox'
import { phoneProblem, Problem } from './problem'

/** A world whose clock and net move only when told. */
class Fake implements World {
  at = 1_000_000
  signal = true
  who = 'ann'
  sent: string[] = []
  waiting: { letter: Letter; answer: (outcome: Outcome) => void }[] = []
  timers: { at: number; fn: () => void }[] = []

  now = () => this.at
  online = () => this.signal
  owner = () => this.who
  deliver = (letter: Letter) => {
    this.sent.push(letter.key)
    return new Promise<Outcome>((answer) => this.waiting.push({ letter, answer }))
  }
  after = (ms: number, fn: () => void) => {
    const timer = { at: this.at + ms, fn }
    this.timers.push(timer)
    return () => void (this.timers = this.timers.filter((t) => t !== timer))
  }
  pass(ms: number) {
    const until = this.at + ms
    for (;;) {
      const next = this.timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.timers = this.timers.filter((t) => t !== next)
      this.at = next.at
      next.fn()
    }
    this.at = until
  }
  async answer(outcome: Outcome) {
    this.waiting.shift()!.answer(outcome)
    await new Promise((done) => setTimeout(done))
  }
}

const good: Outcome = { kind: 'answer', answer: { place: 1 } }
const lost: Outcome = { kind: 'again', problem: phoneProblem('client.offline') }

let world: Fake
let late: Tap[]
let box: Outbox
let keys = 0

const grab = (part: Partial<Letter> = {}): Parameters<Outbox['send']>[0] => ({
  key: `key-${++keys}`,
  method: 'POST',
  url: `/api/v1/jobs/${keys}/grabs`,
  label: '抢单',
  once: '',
  until: 1_000_000 + 3_600_000,
  ...part,
})
const open = () => (box = new Outbox(world, (tap) => late.push(tap)))

beforeEach(() => {
  localStorage.clear()
  world = new Fake()
  late = []
  open()
})

describe('a tap', () => {
  it('is written down before it is sent, and crossed out with the answer', async () => {
    const tap = box.send<{ place: number }>(grab())
    expect(remembered('tap.')).toHaveLength(1)
    expect(tap.state).toBe('sending')
    await world.answer(good)
    expect(await tap.settled).toEqual({ place: 1 })
    expect(tap.state).toBe('done')
    expect(remembered('tap.')).toEqual([])
    expect(box.taps).toEqual([])
    expect(world.sent).toHaveLength(1)
  })

  it('that is refused ends with the problem, and is not sent again', async () => {
    const tap = box.send(grab())
    await world.answer({ kind: 'problem', problem: new Problem(409, 'gig.full', '满了') })
    await expect(tap.settled).rejects.toMatchObject({ code: 'gig.full' })
    expect(tap.state).toBe('refused')
    world.pass(600_000)
    expect(world.sent).toHaveLength(1)
    expect(remembered('tap.')).toEqual([])
  })

  it('made offline waits, says so, and goes once when the signal is back', async () => {
    world.signal = false
    const tap = box.send(grab())
    expect(tap.state).toBe('waiting')
    expect(world.sent).toEqual([])
    world.signal = true
    box.flush()
    await world.answer(good)
    expect(tap.state).toBe('done')
    expect(world.sent).toEqual([tap.key])
  })

  it('is tried even so after a while: some phones say offline and are not', async () => {
    world.signal = false
    const tap = box.send(grab())
    world.pass(16_000)
    expect(world.sent).toEqual([tap.key])
  })

  it('whose answer was lost is sent again with the same key', async () => {
    const tap = box.send(grab())
    await world.answer(lost)
    expect(tap.state).toBe('waiting')
    world.pass(1000)
    await world.answer(good)
    expect(world.sent).toEqual([tap.key, tap.key])
    expect(tap.state).toBe('done')
  })

  it('without an answer for three seconds says so, and is not sent twice meanwhile', () => {
    const tap = box.send(grab())
    world.pass(2999)
    expect(tap.state).toBe('sending')
    world.pass(1)
    expect(tap.state).toBe('waiting')
    world.pass(10_000)
    box.flush()
    expect(world.sent).toHaveLength(1)
  })

  it('waits longer from try to try, and as long as the server asks', async () => {
    box.send(grab())
    await world.answer(lost)
    world.pass(1000)
    await world.answer(lost)
    world.pass(1999)
    expect(world.sent).toHaveLength(2)
    world.pass(1)
    expect(world.sent).toHaveLength(3)
    await world.answer({ ...lost, afterMs: 9000 } as Outcome)
    world.pass(8999)
    expect(world.sent).toHaveLength(3)
    world.pass(1)
    expect(world.sent).toHaveLength(4)
  })

  it('that nobody wants any more is dropped, with a reason', async () => {
    world.signal = false
    const tap = box.send(grab({ until: world.at + 60_000 }))
    world.signal = true
    world.at += 60_000
    box.flush()
    await expect(tap.settled).rejects.toMatchObject({ code: 'client.expired' })
    expect(world.sent).toEqual([])
  })

  it('tapped twice before the answer is one', () => {
    const first = box.send(grab({ once: 'grab:7' }))
    const second = box.send(grab({ once: 'grab:7' }))
    expect(second).toBe(first)
    expect(world.sent).toHaveLength(1)
  })
})

describe('after a reload', () => {
  it('an unanswered tap is sent with the same key, and its name finds it', async () => {
    const before = box.send(grab({ once: 'grab:7' }))
    open()
    box.adopt()
    const tap = box.find('grab:7')!
    expect(tap.key).toBe(before.key)
    world.waiting.shift() // the first page's answer has nowhere to go
    await world.answer(good)
    expect(world.sent).toEqual([before.key, before.key])
    expect(tap.state).toBe('done')
  })

  it('its outcome is told as news, once', async () => {
    world.signal = false
    box.send(grab())
    open()
    world.signal = true
    box.flush()
    await world.answer(good)
    expect(late.map((tap) => tap.label)).toEqual(['抢单'])
  })

  it('a watched tap is no news', async () => {
    box.send(grab()).watchers++
    await world.answer(good)
    expect(late).toEqual([])
  })

  it('a fleeting tap is gone: its body was never written down', () => {
    box.send(grab({ fleeting: true, body: { number: '350428199001010014' } }))
    expect(remembered('tap.')).toEqual([])
    expect(JSON.stringify({ ...localStorage })).not.toContain('350428199001010014')
  })
})

describe('a fleeting tap', () => {
  it('is tried twice, then tells the problem', async () => {
    const tap = box.send(grab({ fleeting: true }))
    await world.answer(lost)
    world.pass(1000)
    await world.answer(lost)
    await expect(tap.settled).rejects.toMatchObject({ code: 'client.offline' })
    expect(world.sent).toHaveLength(2)
  })
})

describe('who tapped', () => {
  it('sends it: not another person on the same phone', async () => {
    world.signal = false
    const tap = box.send(grab())
    world.signal = true
    world.who = 'ben'
    box.flush()
    world.pass(120_000)
    expect(world.sent).toEqual([])
    world.who = 'ann'
    box.flush()
    await world.answer(good)
    expect(tap.state).toBe('done')
  })

  it('logs in again first if the session has ended, and then it goes', async () => {
    const tap = box.send(grab())
    world.who = ''
    await world.answer({ kind: 'login' })
    world.pass(60_000)
    expect(world.sent).toHaveLength(1)
    world.who = 'ann'
    box.flush()
    await world.answer(good)
    expect(tap.state).toBe('done')
  })
})

describe('order', () => {
  it('taps at one thing go one after the other', async () => {
    const first = box.send(grab({ url: '/api/v1/engagements/9/check-in' }))
    const second = box.send(grab({ url: '/api/v1/engagements/9/finish' }))
    expect(world.sent).toEqual([first.key])
    await world.answer(lost)
    expect(world.sent).toEqual([first.key])
    world.pass(1000)
    await world.answer(good)
    expect(world.sent).toEqual([first.key, first.key, second.key])
  })

  it('taps at different things go beside each other', () => {
    box.send(grab())
    box.send(grab())
    expect(world.sent).toHaveLength(2)
  })

  it('an expired tap lets the next at the same thing go, and takes no other with it', async () => {
    world.signal = false
    box.send(grab({ url: '/api/v1/jobs/1/grabs', until: world.at + 1 }))
    box.send(grab({ url: '/api/v1/jobs/2/grabs', until: world.at + 1 }))
    const third = box.send(grab({ url: '/api/v1/jobs/1/withdrawals' }))
    world.signal = true
    world.at += 10
    box.flush()
    expect(world.sent).toEqual([third.key])
    expect(box.taps).toEqual([third])
    await world.answer(good)
    expect(third.state).toBe('done')
    expect(box.taps).toEqual([])
  })

  it('a thing is its address up to its id', () => {
    expect(laneOf('/api/v1/jobs/17/grabs?x=1')).toBe('/api/v1/jobs/17')
    expect(laneOf('/api/v1/reviews')).toBe('/api/v1/reviews')
  })
})
