// Who works on this device: learnt from the server, kept with the session.
import { get } from '@/shared/api/client'
import { begin, session } from '@/shared/api/session'
import { learnDesk } from './desk'

/** Takes over a fresh session, then learns whose it is. */
export async function enter(token: string, person: string): Promise<void> {
  begin({ token, person, name: '', roles: [] })
  await learnWho()
}

/** Learns name, roles and area anew; without a network, what was known stays. */
export async function learnWho(): Promise<void> {
  const { token } = session
  if (!token) return
  try {
    const me = await get('/api/v1/me')
    if (session.token === token) begin({ token, person: me.person, name: me.name, roles: [...me.roles] })
  } catch {
    // Old names do no harm; the server decides by its own.
  }
  if (mayRegister()) await learnDesk()
}

export const mayRegister = (): boolean => session.roles.some((role) => role === 'village_agent' || role === 'hall_clerk')
