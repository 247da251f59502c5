import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStream, Parser, type StreamEvent, type StreamState } from './stream'

const parse = (...pieces: string[]): StreamEvent[] => {
  const out: StreamEvent[] = []
  const parser = new Parser((event) => out.push(event))
  pieces.forEach((piece) => parser.feed(piece))
  return out
}

describe('the event-stream format', () => {
  const text = ': hi\n\nevent: message\nid: 7\ndata: {"a":\ndata: 1}\n\ndata: plain\n\n'
  const events = [
    { name: 'message', id: '7', data: { a: 1 } },
    { name: 'message', id: '7', data: 'plain' },
  ]

  it('is read whole', () => expect(parse(text)).toEqual(events))
  it('is read in pieces of one character', () => expect(parse(...text)).toEqual(events))
  it('ends lines with any of the three ends, even torn apart', () => {
    expect(parse(...text.replace(/\n/g, '\r\n'))).toEqual(events)
    expect(parse(text.replace(/\n/g, '\r') + ':')).toEqual(events)
  })
  it('tells nothing before the empty line', () => expect(parse('data: 1\n')).toEqual([]))
  it('forgets the name, not the id, from event to event', () => {
    expect(parse('event: a\nid: 1\ndata: 1\n\ndata: 2\n\n').map((e) => [e.name, e.id])).toEqual([
      ['a', '1'],
      ['message', '1'],
    ])
  })
  it('reads the wish for a pause', () => {
    const parser = new Parser(() => {})
    parser.feed('retry: 5000\nretry: soon\n')
    expect(parser.retryMs).toBe(5000)
  })
})

describe('a stream', () => {
  const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
  const events: StreamEvent[] = []
  let states: StreamState[] = []
  let close = () => {}
  let say: (text: string) => void
  let hang: () => void

  const live = (): Response => {
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start(control) {
        say = (text) => control.enqueue(encoder.encode(text))
        hang = () => control.close()
      },
    })
    return new Response(body, { status: 200 })
  }
  const open = () =>
    (close = openStream({ url: '/s', headers: () => ({ Authorization: 'Bearer t' }), on: (e) => events.push(e), state: (s) => states.push(s) }))
  const sent = (call: number) => fetched.mock.calls[call]![1].headers as Record<string, string>
  const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

  beforeEach(() => {
    vi.useFakeTimers()
    events.length = 0
    states = []
    fetched.mockReset()
    fetched.mockImplementation(async () => live())
    vi.stubGlobal('fetch', fetched)
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
  })
  afterEach(() => {
    close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('carries the token, and tells its events', async () => {
    open()
    await tick()
    say('id: 3\ndata: "x"\n\n')
    await tick()
    expect(events).toEqual([{ name: 'message', id: '3', data: 'x' }])
    expect(sent(0)).toMatchObject({ Authorization: 'Bearer t', Accept: 'text/event-stream' })
    expect(sent(0)['Last-Event-ID']).toBeUndefined()
  })

  it('mends itself after a break, from the last event on', async () => {
    open()
    await tick()
    say('id: 3\ndata: 1\n\n')
    await tick()
    hang()
    await tick()
    expect(states).toEqual(['connecting', 'live', 'waiting'])
    await tick(1000)
    expect(fetched).toHaveBeenCalledTimes(2)
    expect(sent(1)['Last-Event-ID']).toBe('3')
    expect(states.slice(3)).toEqual(['connecting', 'live'])
  })

  it('waits longer from failure to failure', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'))
    open()
    await tick(0)
    await tick(1000)
    expect(fetched).toHaveBeenCalledTimes(2)
    await tick(1999)
    expect(fetched).toHaveBeenCalledTimes(2)
    await tick(1)
    expect(fetched).toHaveBeenCalledTimes(3)
  })

  it('does not wait when the signal is back', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    open()
    await tick()
    dispatchEvent(new Event('online'))
    await tick()
    expect(fetched).toHaveBeenCalledTimes(2)
    await tick(5000)
    expect(fetched).toHaveBeenCalledTimes(2)
  })

  it('that lives is not opened twice', async () => {
    open()
    await tick()
    hang()
    await tick(1000)
    dispatchEvent(new Event('online'))
    document.dispatchEvent(new Event('visibilitychange'))
    await tick(20_000)
    expect(fetched).toHaveBeenCalledTimes(2)
  })

  it('leaves a line that has gone silent', async () => {
    fetched.mockImplementation((_, init) => {
      const response = live()
      init.signal!.addEventListener('abort', () => hang())
      return Promise.resolve(response)
    })
    open()
    await tick(80_000)
    expect(fetched.mock.calls.length).toBeGreaterThan(1)
  })

  it('ends where the server wants a log-in', async () => {
    fetched.mockResolvedValue(new Response('', { status: 401 }))
    open()
    await tick(120_000)
    expect(fetched).toHaveBeenCalledTimes(1)
    expect(states).toEqual(['connecting', 'ended'])
  })

  it('rests while its page is left, and is opened again with it', async () => {
    open()
    await tick()
    dispatchEvent(new Event('pagehide'))
    hang()
    await tick(120_000)
    dispatchEvent(new Event('online'))
    await tick()
    expect(fetched.mock.calls[0]![1].signal!.aborted).toBe(true)
    expect(fetched).toHaveBeenCalledTimes(1)
    dispatchEvent(new Event('pageshow'))
    await tick()
    expect(fetched).toHaveBeenCalledTimes(2)
  })

  it('that is closed does not come back', async () => {
    open()
    await tick()
    close()
    hang()
    await tick(120_000)
    dispatchEvent(new Event('online'))
    await tick()
    expect(fetched).toHaveBeenCalledTimes(1)
  })
})
