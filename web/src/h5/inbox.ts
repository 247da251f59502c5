// How many messages wait unread: one number for the whole face.
import { onScopeDispose, ref, type Ref } from 'vue'
import { get } from '@/shared/api/client'
import { useLive, useSignal } from '@/shared/api/live'
import { onSession, session } from '@/shared/api/session'

export const unread = ref(0)

/** Keeps the number true while the component lives. Called once, by the frame. */
export function useUnread(): Ref<number> {
  const count = async () => {
    const { token } = session
    const known = token ? await get('/api/v1/inbox', { query: { limit: 1 } }).catch(() => undefined) : { unread: 0 }
    if (known && token === session.token) unread.value = known.unread
  }
  useLive(['message'], count)
  useSignal('inbox', count)
  onScopeDispose(onSession(count))
  void count()
  return unread
}
