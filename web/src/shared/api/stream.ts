// Server-sent events over fetch, because EventSource cannot carry a token.
import { now } from '../say/time'

export interface StreamEvent {
  /** The event's name; "message" where the server gives none. */
  name: string
  id: string
  /** The data, parsed as JSON; as text if it is none. */
  data: unknown
}

/** connecting: at first and after a break. ended: the server wants a log-in. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'ended'

export interface StreamOptions {
  url: string
  headers: () => Record<string, string>
  on: (event: StreamEvent) => void
  /** Hears every change of state. After a break, live means: read lists anew. */
  state?: (state: StreamState) => void
}

// The server says something at least every 25 s, if only a comment; silence
// beyond this is a dead line.
const silenceMs = 60_000
const firstMs = 1000
const mostMs = 30_000
const hiddenMs = 60_000

/** Opens a stream that mends itself. Returns what closes it. */
export function openStream(options: StreamOptions): () => void {
  let lastId = ''
  let pause = firstMs
  let closed = false
  let away = false
  let heard = 0
  let stop: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = (state: StreamState) => closed || options.state?.(state)

  async function connect(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const mine = (stop = new AbortController())
    heard = now()
    const watch = setInterval(() => now() - heard > silenceMs && mine.abort(), silenceMs / 4)
    tell('connecting')
    let ended = false
    try {
      const headers: Record<string, string> = { ...options.headers(), Accept: 'text/event-stream' }
      if (lastId) headers['Last-Event-ID'] = lastId
      const answer = await fetch(options.url, { headers, signal: mine.signal, cache: 'no-store' })
      ended = answer.status === 401 || answer.status === 403
      if (answer.ok && answer.body) {
        tell('live')
        await drain(answer.body.getReader())
      }
    } catch {
      // A broken line is no news; it is mended below.
    }
    clearInterval(watch)
    mine.abort()
    if (closed || away || mine !== stop) return
    if (ended) return tell('ended') as void
    tell('waiting')
    timer = setTimeout(connect, document.hidden ? hiddenMs : pause * (0.75 + Math.random() / 2))
    pause = Math.min(pause * 2, mostMs)
  }

  async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    const parser = new Parser((event) => {
      pause = firstMs
      if (event.id) lastId = event.id
      options.on(event)
    })
    for (;;) {
      const { done, value } = await reader.read()
      if (done || closed) return
      heard = now()
      parser.feed(decoder.decode(value, { stream: true }))
      if (parser.retryMs) pause = parser.retryMs
    }
  }

  // A page that is left but kept by the browser would hold one of its six lines
  // to the server.
  function leave(): void {
    away = true
    clearTimeout(timer)
    timer = undefined
    stop?.abort()
  }
  function comeBack(): void {
    if (!away || closed) return
    away = false
    void connect()
  }

  /** The page is looked at again, or the signal is back: do not wait. */
  function wake(): void {
    if (document.hidden || closed || away) return
    if (now() - heard > silenceMs / 2) stop?.abort()
    if (timer !== undefined) {
      pause = firstMs
      void connect()
    }
  }

  document.addEventListener('visibilitychange', wake)
  addEventListener('online', wake)
  addEventListener('pagehide', leave)
  addEventListener('pageshow', comeBack)
  void connect()
  return () => {
    closed = true
    clearTimeout(timer)
    stop?.abort()
    document.removeEventListener('visibilitychange', wake)
    removeEventListener('online', wake)
    removeEventListener('pagehide', leave)
    removeEventListener('pageshow', comeBack)
  }
}

/** Reads the event-stream format as it comes, in pieces of any size. */
export class Parser {
  /** What the server last asked for with "retry:", in milliseconds; 0 if nothing. */
  retryMs = 0
  private rest = ''
  private name = ''
  private id = ''
  private data: string[] = []
  private readonly emit: (event: StreamEvent) => void

  constructor(emit: (event: StreamEvent) => void) {
    this.emit = emit
  }

  feed(piece: string): void {
    // A line may end in \r, and its \n may come with the next piece.
    const text = this.rest + piece
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n|\n|\r/)
    this.rest = lines.pop()! + text.slice(whole.length)
    lines.forEach((line) => this.line(line))
  }

  private line(line: string): void {
    if (line === '') return this.dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return // a comment, to keep the line warm
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.name = value
    else if (field === 'data') this.data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.id = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value)
  }

  private dispatch(): void {
    const { name, data } = this
    this.name = ''
    this.data = []
    if (data.length === 0) return
    const text = data.join('\n')
    let value: unknown = text
    try {
      value = JSON.parse(text)
    } catch {
      // Plain text is allowed, too.
    }
    this.emit({ name: name || 'message', id: this.id, data: value })
  }
}
