// Who works at this desk: learnt from the server, kept with the session.
import { get } from '@/shared/api/client'
import { begin, session } from '@/shared/api/session'

/** A duty of staff, as the server names it. */
export type Role =
  | 'reviewer'
  | 'village_agent'
  | 'hall_clerk'
  | 'mediator'
  | 'analyst'
  | 'system_admin'
  | 'security_admin'
  | 'audit_admin'

/** The duties that bring someone to this face. */
export const staffRoles: readonly Role[] = ['reviewer', 'village_agent', 'hall_clerk', 'mediator', 'analyst', 'system_admin', 'security_admin', 'audit_admin']

/** Whether the person holds one of the roles; none asked for is anyone's. */
export const may = (roles: readonly Role[] = []): boolean => roles.length === 0 || roles.some((role) => session.roles.includes(role))

/** Takes over a fresh session, then learns whose it is. */
export async function enter(token: string, person: string): Promise<void> {
  begin({ token, person, name: '', roles: [] })
  await learnWho()
}

/** Learns name and roles anew; without the line, what was known stays. */
export async function learnWho(): Promise<void> {
  const { token } = session
  if (!token) return
  try {
    const me = await get('/api/v1/me')
    // Staff need no real name; their module knows what they are called.
    const name = me.name || (me.roles.length ? (await get('/api/v1/staff/me').catch(() => ({ name: '' }))).name : '')
    if (session.token === token) begin({ token, person: me.person, name, roles: [...me.roles] })
  } catch {
    // Old names do no harm; the server decides by its own.
  }
}
