// What happens elsewhere, as it happens: one stream for the whole face.
import { onScopeDispose, ref } from 'vue'
import { boot } from './boot'
import { headers } from './client'
import { end, onSession, session } from './session'
import { openStream, type StreamEvent, type StreamState } from './stream'

type Hearer = (event: StreamEvent) => void

const hearers = new Map<string, Set<Hearer>>()

/** The state of the stream, for the sign at the top of the page. */
export const liveState = ref<StreamState>('waiting')

/** Keeps the stream open while someone is logged in. Called once, at the start. */
export function keepLive(url = '/api/v1/stream'): void {
  let close: (() => void) | undefined
  const follow = () => {
    close?.()
    close = undefined
    if (!session.token) return
    let before: StreamState | undefined
    close = openStream({
      url: (boot.api ?? '') + url,
      headers,
      on: (event) => tell(event.name, event),
      state(state) {
        liveState.value = state
        if (state === 'live' && before) tell('again', { name: 'again', id: '', data: null })
        if (state === 'live') before = state
        if (state === 'ended') end(true)
      },
    })
  }
  onSession(follow)
  follow()
}

/**
 * Hears events of the names given while the component lives. "again" comes after
 * a break: something may have been missed, read anew.
 */
export function useLive(names: string[], hear: Hearer): void {
  for (const name of names) {
    const set = hearers.get(name) ?? new Set()
    hearers.set(name, set.add(hear))
    onScopeDispose(() => set.delete(hear))
  }
}

/**
 * Reads anew when a thing of that topic changed (job, engagement, wallet, inbox,
 * review), or may have: id is "" after a break.
 */
export function useSignal(topic: string, changed: (id: string) => void): void {
  useLive(['signal', 'again'], ({ name, data }) => {
    const signal = data as { topic: string; id: string } | null
    if (name === 'again') changed('')
    else if (signal?.topic === topic) changed(signal.id)
  })
}

/** Passes an event to those who hear it. */
export function tell(name: string, event: StreamEvent): void {
  hearers.get(name)?.forEach((hear) => hear(event))
}
