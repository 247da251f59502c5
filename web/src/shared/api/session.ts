// Who is logged in on this phone.
import { reactive, readonly } from 'vue'
import { forget, recall, remember } from '../store'

export interface Session {
  /** The bearer token; "" when nobody is logged in. */
  token: string
  /** The person's id, so that a tap is sent by the one who made it. */
  person: string
  name: string
  roles: string[]
}

const nobody: Session = { token: '', person: '', name: '', roles: [] }
const current: Session = reactive({ ...nobody, ...recall<Session>('session') })
const hearers = new Set<(who: Session) => void>()

export const session = readonly(current) as Readonly<Session>

/** Logs in on this phone. */
export function begin(who: Session): void {
  remember('session', who)
  change(who)
}

/** Forgets the session on this phone: logged out, or the server ended it. */
export function end(): void {
  forget('session')
  change(nobody)
}

/** Calls fn at every log-in and log-out, in any tab of this browser. */
export function onSession(fn: (who: Session) => void): () => void {
  hearers.add(fn)
  return () => hearers.delete(fn)
}

function change(who: Session): void {
  if (who.token === current.token) return
  Object.assign(current, nobody, who)
  hearers.forEach((fn) => fn(current))
}

addEventListener('storage', (event) => {
  if (event.key === 'yilu.session') change(recall<Session>('session') ?? nobody)
})
