// Photos that must be on the server before the act that names them.
import { computed, reactive, ref } from 'vue'
import { upload } from '@/shared/api/client'
import type { Problem } from '@/shared/api/problem'
import type { Schemas } from '@/shared/api/types'
import type { Act } from '@/shared/api/use'
import type { Photo } from '@/shared/ui/PhotoField.vue'

const sent = new WeakMap<Blob, string>()

/** Uploads each photo once, and returns their ids in order. */
export async function uploadAll(photos: Photo[]): Promise<string[]> {
  const ids: string[] = []
  for (const { blob } of photos) {
    const id = sent.get(blob) ?? (await upload<Schemas['FileView']>('/api/v1/files', blob)).id
    sent.set(blob, id)
    ids.push(id)
  }
  return ids
}

/** The act with something to be done before it: one state and one problem for both. */
export function after(before: () => Promise<void>, act: Act): Act {
  const busy = ref(false)
  const problem = ref<Problem>()
  async function run(): Promise<void> {
    if (busy.value || act.state === 'busy' || act.state === 'unsent') return
    busy.value = true
    act.problem = problem.value = undefined
    try {
      await before()
      act.run()
    } catch (why) {
      problem.value = why as Problem
    }
    busy.value = false
  }
  return reactive({
    state: computed(() => (busy.value ? 'busy' : act.state)),
    problem: computed(() => problem.value ?? act.problem),
    run: () => void run(),
  }) as Act
}
