import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { getFile } from './ask'
import { line, onLate, outbox, post } from './client'
import { begin } from './session'
import { useAct, useGet, usePages } from './use'

const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status })
let page: EffectScope
const onPage = <T>(make: () => T): T => page.run(make)!

beforeEach(() => {
  localStorage.clear()
  line.online = true
  page = effectScope()
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  page.stop()
  vi.unstubAllGlobals()
})

describe('a read', () => {
  it('comes, and comes anew when what it asks for changes', async () => {
    const id = ref('1')
    fetched.mockImplementation(async (url) => json({ url }))
    const read = onPage(() => useGet('/api/v1/jobs/{id}' as never, () => ({ path: { id: id.value } }) as never))
    expect(read.loading).toBe(true)
    await flushPromises()
    expect(read).toMatchObject({ data: { url: '/api/v1/jobs/1' }, loading: false })
    id.value = '2'
    await flushPromises()
    expect(read.data).toEqual({ url: '/api/v1/jobs/2' })
    expect(fetched).toHaveBeenCalledTimes(2)
  })

  it('waits while it is not known what to ask', async () => {
    onPage(() => useGet('/api/v1/jobs' as never, () => undefined))
    await flushPromises()
    expect(fetched).not.toHaveBeenCalled()
  })

  it('shows at once what was there before, and then the new', async () => {
    fetched.mockResolvedValueOnce(json({ n: 1 })).mockResolvedValueOnce(json({ n: 2 }))
    onPage(() => useGet('/api/v1/back' as never))
    await flushPromises()
    const again = onPage(() => useGet('/api/v1/back' as never))
    expect(again).toMatchObject({ data: { n: 1 }, loading: false })
    await flushPromises()
    expect(again.data).toEqual({ n: 2 })
  })

  it('forgets what it showed when another logs in', async () => {
    fetched.mockResolvedValueOnce(json({ n: 1 })).mockReturnValueOnce(new Promise(() => {}))
    onPage(() => useGet('/api/v1/mine' as never))
    await flushPromises()
    begin({ token: 'other', person: 'ben', name: '', roles: [] })
    expect(onPage(() => useGet('/api/v1/mine' as never))).toMatchObject({ data: undefined, loading: true })
  })

  it('that fails tells the problem, and a reload mends it', async () => {
    fetched.mockRejectedValueOnce(new TypeError('x')).mockResolvedValueOnce(json({ n: 1 }))
    const read = onPage(() => useGet('/api/v1/fails' as never))
    await flushPromises()
    expect(read).toMatchObject({ problem: { code: 'client.offline' }, loading: false })
    await read.reload()
    expect(read).toMatchObject({ data: { n: 1 }, problem: undefined })
  })

  it('overtaken by a newer one does not win', async () => {
    const answers: ((r: Response) => void)[] = []
    fetched.mockImplementation(() => new Promise((done) => answers.push(done)))
    const id = ref('a')
    const read = onPage(() => useGet('/api/v1/race/{id}' as never, () => ({ path: { id: id.value } }) as never))
    id.value = 'b'
    await nextTick()
    answers[1]!(json({ id: 'b' }))
    await flushPromises()
    answers[0]!(json({ id: 'a' }))
    await flushPromises()
    expect(read.data).toEqual({ id: 'b' })
  })
})

describe('a list', () => {
  it('grows by its cursor, and begins anew from the top', async () => {
    fetched
      .mockResolvedValueOnce(json({ items: [1, 2], next: 'c2' }))
      .mockResolvedValueOnce(json({ items: [3], next: '' }))
      .mockResolvedValueOnce(json({ items: null }))
    const list = onPage(() => usePages('/api/v1/jobs' as never, () => ({ query: { limit: 2 } }) as never))
    await flushPromises()
    expect(list).toMatchObject({ items: [1, 2], more: true })
    await list.next()
    expect(fetched.mock.calls[1]![0]).toBe('/api/v1/jobs?limit=2&cursor=c2')
    expect(list).toMatchObject({ items: [1, 2, 3], more: false })
    await list.reload()
    expect(list).toMatchObject({ items: [], more: false, loading: false })
  })
})

describe('an act', () => {
  const grab = (done?: (answer: unknown) => void) =>
    onPage(() => useAct(() => post('/api/v1/jobs/7/grabs' as never, {}, { label: '抢单', once: 'grab:7' }), { once: () => 'grab:7', done }))

  it('is busy, then done, and tells its answer once', async () => {
    fetched.mockResolvedValue(json({ won: true }))
    const done = vi.fn()
    const act = grab(done)
    act.run()
    expect(act.state).toBe('busy')
    act.run()
    await flushPromises()
    expect(act.state).toBe('done')
    expect(done.mock.calls).toEqual([[{ won: true }]])
    expect(fetched).toHaveBeenCalledTimes(1)
  })

  it('that is refused is ready again, with the reason', async () => {
    fetched.mockResolvedValue(json({ code: 'gig.full', detail: '满了' }, 409))
    const act = grab()
    act.run()
    await flushPromises()
    expect(act).toMatchObject({ state: 'ready', problem: { message: '满了' } })
  })

  it('unsent is found again by the page opened anew, and is no news then', async () => {
    const news = vi.fn()
    const forget = onLate(news)
    line.online = false
    grab().run()
    page.stop()
    page = effectScope()
    const done = vi.fn()
    const act = grab(done)
    expect(act.state).toBe('unsent')
    line.online = true
    fetched.mockResolvedValue(json({ won: true }))
    outbox.flush()
    await flushPromises()
    expect(act.state).toBe('done')
    expect(done).toHaveBeenCalledTimes(1)
    expect(news).not.toHaveBeenCalled()
    forget()
  })

  it('whose page is gone is told as news, and to nobody else', async () => {
    const news = vi.fn()
    const forget = onLate(news)
    const done = vi.fn()
    line.online = false
    grab(done).run()
    page.stop()
    line.online = true
    fetched.mockResolvedValue(json({ won: true }))
    outbox.flush()
    await flushPromises()
    expect(news.mock.calls.map(([tap]) => tap.label)).toEqual(['抢单'])
    expect(done).not.toHaveBeenCalled()
    forget()
  })
})

describe('a file', () => {
  it('is asked for by who is logged in', async () => {
    begin({ token: 'mine', person: 'ann', name: '', roles: [] })
    fetched.mockResolvedValueOnce(new Response('%PDF', { headers: { 'Content-Type': 'application/pdf' } }))
    const file = await getFile('/api/v1/wallet/proofs/{code}/pdf' as never, { path: { code: 'A-1' } } as never)
    expect(await file.text()).toBe('%PDF')
    expect(fetched.mock.calls[0]![0]).toBe('/api/v1/wallet/proofs/A-1/pdf')
    expect((fetched.mock.calls[0]![1].headers as Record<string, string>).Authorization).toBe('Bearer mine')
  })
  it('that is refused says why', async () => {
    fetched.mockResolvedValueOnce(json({ code: 'wallet.no_proof', detail: '没有' }, 404))
    await expect(getFile('/api/v1/x' as never, {} as never)).rejects.toMatchObject({ status: 404, code: 'wallet.no_proof', message: '没有' })
  })
})
