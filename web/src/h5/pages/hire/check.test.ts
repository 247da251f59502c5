import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, reactive, type EffectScope } from 'vue'
import { Problem } from '@/shared/api/problem'
import { useCheck, type Check } from './check'
import type { Posting } from './hire'

const ask = vi.hoisted(() => vi.fn())
vi.mock('@/shared/api/ask', () => ({ ask }))

const refusal = (path: string, detail = '不行') => ({ severity: 'refuse' as const, path: `body.${path}`, code: path, detail, source: '规则' })
const posting = (): Posting => ({ employer: 'e', trade: 't', title: '', region: '350428', place: { lat: 26.7, lon: 117.4 }, address: '街', contact_phone: '', windows: [], people: 1, pay: { minor: 0, currency: 'CNY' }, pay_unit: 'day' })

let scope: EffectScope
let form: Posting
let check: Check

beforeEach(() => {
  vi.useFakeTimers()
  ask.mockReset().mockResolvedValue({ findings: [], trades: [], min_age: 16 })
  form = reactive(posting())
  scope = effectScope()
  check = scope.run(() => useCheck(() => ({ ...form })))!
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})
const pause = () => vi.advanceTimersByTimeAsync(500)

describe('the check while one writes', () => {
  it('asks once after a pause, with stand-ins for what is missing', async () => {
    form.people = 2
    await vi.advanceTimersByTimeAsync(200)
    form.people = 3
    await pause()
    expect(ask).toHaveBeenCalledTimes(1)
    const asked = ask.mock.calls[0]![1] as Posting
    expect([asked.people, asked.pay.minor > 0, asked.title !== '', asked.contact_phone !== '']).toEqual([3, true, true, true])
    expect(check.fresh).toBe(true)
  })

  it('says nothing of a field that was not filled in yet', async () => {
    ask.mockResolvedValue({ findings: [refusal('windows'), refusal('pay.minor')], trades: [], min_age: 16 })
    await pause()
    expect([check.no('windows'), check.refusals]).toEqual(['', 0])
    check.touch('windows')
    expect([check.no('windows'), check.refusals]).toEqual(['不行', 1])
    check.touch('pay') // touched, but empty: what was asked was a stand-in
    expect(check.no('pay')).toBe('')
    form.pay = { minor: 100, currency: 'CNY' }
    await pause()
    expect([check.no('pay'), check.at('pay')[0]!.source]).toEqual(['不行', '规则'])
  })

  it('asks as it is once all was to be filled in', async () => {
    check.touchAll()
    await pause()
    expect((ask.mock.calls.at(-1)![1] as Posting).title).toBe('')
  })

  it('shows what the posting itself was refused for, until it is changed', async () => {
    await pause()
    check.touchAll()
    await pause()
    check.refuse(new Problem(422, 'x', '有内容要改', [{ path: 'body.title', code: 'gig.title', detail: '写清楚', source: '' }]))
    expect(check.no('title')).toBe('写清楚')
    form.title = '搬家'
    await pause()
    expect(check.no('title')).toBe('')
  })

  it('without signal holds nothing against anyone', async () => {
    ask.mockRejectedValue(new Problem(0, 'client.offline', '网络没连上'))
    check.touchAll()
    await pause()
    expect([check.refusals, check.fresh]).toEqual([0, false])
  })
})
