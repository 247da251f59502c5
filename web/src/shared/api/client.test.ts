import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { recall } from '../store'
import { address, get, headers, line, newKey, outbox, post, upload } from './client'
import { boot } from './boot'
import { begin, end, session } from './session'

const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const json = (value: unknown, status = 200, more: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json', ...more } })
const sentHeaders = (call = 0): Record<string, string> => fetched.mock.calls[call]![1].headers as Record<string, string>

beforeEach(() => {
  localStorage.clear()
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
  begin({ token: 'tok-1', person: 'ann', name: '安', roles: [] })
})
afterEach(() => {
  end()
  vi.unstubAllGlobals()
})

describe('an address', () => {
  it('has its places filled and its query behind it, empty values left out', () => {
    expect(address('/api/v1/jobs/{id}/grabs', { path: { id: 'a/b' } })).toBe('/api/v1/jobs/a%2Fb/grabs')
    expect(address('/api/v1/jobs', { query: { near: '26.7,117.4', trade: ['1', '2'], cursor: '', limit: undefined } })).toBe(
      '/api/v1/jobs?near=26.7%2C117.4&trade=1&trade=2',
    )
  })
})

describe('a key', () => {
  it('is 128 bits, never the same', () => {
    const keys = Array.from({ length: 100 }, newKey)
    expect(new Set(keys).size).toBe(100)
    expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true)
  })
})

describe('a read', () => {
  it('says who asks and in which language', async () => {
    fetched.mockResolvedValue(json({ items: [] }))
    expect(await get('/api/v1/jobs' as never)).toEqual({ items: [] })
    expect(sentHeaders()).toMatchObject({ Authorization: 'Bearer tok-1', 'Accept-Language': 'zh-CN' })
  })

  it('takes what came with the page, once', async () => {
    boot.first['/api/v1/trades'] = { items: ['砌筑工'] }
    fetched.mockResolvedValue(json({ items: [] }))
    expect(await get('/api/v1/trades' as never)).toEqual({ items: ['砌筑工'] })
    expect(fetched).not.toHaveBeenCalled()
    expect(await get('/api/v1/trades' as never)).toEqual({ items: [] })
  })

  it('throws the problem document as it is', async () => {
    const errors = [{ path: 'body.pay.minor', code: 'gig.min_wage', detail: '太低了', source: '最低工资规定' }]
    fetched.mockResolvedValue(json({ code: 'request.invalid', detail: '有内容要改', errors }, 422))
    const problem = await get('/api/v1/jobs' as never).catch((p) => p)
    expect(problem).toMatchObject({ status: 422, code: 'request.invalid', message: '有内容要改' })
    expect(problem.at('pay')).toBe('太低了')
    expect(problem.at('title')).toBe('')
  })

  it('gives every refusal a sentence, even one that is no document', async () => {
    fetched.mockResolvedValue(new Response('<h1>502</h1>', { status: 502 }))
    await expect(get('/api/v1/jobs' as never)).rejects.toMatchObject({ code: 'http.502', message: '系统出了点问题，不是您的错' })
  })

  it('goes where the API is, when the page lies elsewhere', async () => {
    boot.api = 'https://yilu.example'
    fetched.mockResolvedValue(json({}))
    await get('/api/v1/me' as never)
    expect(fetched.mock.calls[0]![0]).toBe('https://yilu.example/api/v1/me')
    delete boot.api
  })

  it('without a net says so', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'))
    await expect(get('/api/v1/jobs' as never)).rejects.toMatchObject({ status: 0, code: 'client.offline' })
  })

  it('ends a session that the server no longer knows', async () => {
    fetched.mockResolvedValue(json({ code: 'auth.required', detail: '请先登录' }, 401))
    await expect(get('/api/v1/me' as never)).rejects.toMatchObject({ status: 401 })
    expect(session.token).toBe('')
    expect(recall('session')).toBeUndefined()
    expect(headers().Authorization).toBeUndefined()
  })
})

describe('a write', () => {
  it('carries its key and body, and gives the answer', async () => {
    fetched.mockResolvedValue(json({ state: 'won' }, 201))
    const tap = post('/api/v1/jobs/{id}/grabs' as never, { path: { id: '7' }, body: { note: '' } } as never, { label: '抢单' })
    expect(await tap.settled).toEqual({ state: 'won' })
    expect(fetched.mock.calls[0]![0]).toBe('/api/v1/jobs/7/grabs')
    expect(sentHeaders()).toMatchObject({ 'Idempotency-Key': tap.key, 'Content-Type': 'application/json' })
    expect(fetched.mock.calls[0]![1].body).toBe('{"note":""}')
  })

  it('with an answer without a body is done', async () => {
    fetched.mockResolvedValue(new Response(null, { status: 204 }))
    expect(await post('/api/v1/x' as never).settled).toBeUndefined()
  })

  it('is sent again with the same key when the net or the server was away', async () => {
    vi.useFakeTimers()
    fetched
      .mockRejectedValueOnce(new TypeError('Failed to fetch'))
      .mockResolvedValueOnce(json({ code: 'busy', detail: '忙' }, 503, { 'Retry-After': '2' }))
      .mockResolvedValueOnce(json({ code: 'request.rate', detail: '太快' }, 429))
      .mockResolvedValueOnce(json({ ok: true }))
    const tap = post('/api/v1/x' as never)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await tap.settled).toEqual({ ok: true })
    expect(fetched).toHaveBeenCalledTimes(4)
    expect(new Set([0, 1, 2, 3].map((i) => sentHeaders(i)['Idempotency-Key'])).size).toBe(1)
    vi.useRealTimers()
  })

  it('is not repeated after a limit that counts, nor after our own failure', async () => {
    for (const [status, code] of [[429, 'account.code_minute'], [500, 'internal']] as const) {
      fetched.mockClear()
      fetched.mockResolvedValue(json({ code, detail: '等一下' }, status))
      await expect(post('/api/v1/auth/codes' as never).settled).rejects.toMatchObject({ code })
      expect(fetched).toHaveBeenCalledTimes(1)
    }
  })

  it('that meets an ended session waits for the log-in of the same person', async () => {
    fetched.mockResolvedValueOnce(json({ code: 'auth.required' }, 401)).mockResolvedValueOnce(json({ ok: true }))
    const tap = post('/api/v1/x' as never)
    await vi.waitFor(() => expect(session.token).toBe(''))
    expect(tap.state).not.toBe('refused')
    begin({ token: 'tok-2', person: 'ann', name: '安', roles: [] })
    outbox.flush()
    expect(await tap.settled).toEqual({ ok: true })
    expect(sentHeaders(1)).toMatchObject({ Authorization: 'Bearer tok-2', 'Idempotency-Key': tap.key })
  })

  it('made offline is not sent, and stays', () => {
    line.online = false
    const tap = post('/api/v1/x' as never, {}, { label: '签到' })
    expect(fetched).not.toHaveBeenCalled()
    expect(tap.state).toBe('waiting')
    expect(recall<{ label: string }>('tap.' + tap.key)?.label).toBe('签到')
    line.online = true
  })
})

describe('an upload', () => {
  it('is tried anew with the same key when the net was away, and not when it is refused', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce(json({ id: 'b1' }))
    expect(await upload('/api/v1/blobs', new Blob(['x'], { type: 'image/jpeg' }))).toEqual({ id: 'b1' })
    expect(sentHeaders(0)['Idempotency-Key']).toBe(sentHeaders(1)['Idempotency-Key'])
    expect(sentHeaders(0)['Content-Type']).toBe('image/jpeg')
    fetched.mockReset()
    fetched.mockResolvedValue(json({ code: 'blob.kind', detail: '这不是照片' }, 422))
    await expect(upload('/api/v1/blobs', new Blob(['x']))).rejects.toMatchObject({ code: 'blob.kind' })
    expect(fetched).toHaveBeenCalledTimes(1)
  })
})
