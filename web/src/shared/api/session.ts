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
  /** The server ended the last session here: it ran out, or was ended elsewhere. */
  expired?: boolean
}

const nobody: Session = { token: '', person: '', name: '', roles: [], expired: false }
const current: Session = reactive({ ...nobody, ...recall<Session>('session') })
const hearers = new Set<(who: Session) => void>()

export const session = readonly(current) as Readonly<Session>

/** Logs in on this phone; with the same token, says who it is. */
export function begin(who: Session): void {
  remember('session', who)
  change(who)
}

/** Forgets the session on this phone: logged out, or the server ended it. */
export function end(expired = false): void {
  forget('session')
  change({ ...nobody, expired })
}

/** Calls fn at every log-in and log-out, in any tab of this browser. */
export function onSession(fn: (who: Session) => void): () => void {
  hearers.add(fn)
  return () => hearers.delete(fn)
}

function change(who: Session): void {
  const other = who.token !== current.token
  Object.assign(current, nobody, who)
  if (other) hearers.forEach((fn) => fn(current))
}

addEventListener('storage', (event) => {
  if (event.key === 'yilu.session') change(recall<Session>('session') ?? nobody)
})
