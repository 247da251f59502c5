// What the rules say about a posting, while it is written.
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { boot } from '@/shared/api/boot'
import { ask } from '@/shared/api/ask'
import type { Problem } from '@/shared/api/problem'
import type { Schemas } from '@/shared/api/types'
import type { Finding, Posting } from './hire'

const pauseMs = 400

export interface Check {
  /** The last answer; undefined before the first. */
  readonly answer: Schemas['GigChecked'] | undefined
  /** The answer is about what stands in the form now. */
  readonly fresh: boolean
  /** What was found at a field, if it was filled in. */
  at: (field: string) => Finding[]
  /** The first refusal at a field, for the field itself. */
  no: (field: string) => string
  /** How many fields keep it from being posted. */
  readonly refusals: number
  /** The field was filled in, or all were to be. */
  touch: (field: string) => void
  touchAll: () => void
  /** Takes over what the server said to the posting itself. */
  refuse: (problem: Problem | undefined) => void
}

/**
 * Asks, a moment after each change. Where a field is not filled in yet, a stand-in
 * is sent in its place, so that the rules on the others are heard at once.
 */
export function useCheck(posting: () => Posting): Check {
  const answer = shallowRef<Schemas['GigChecked']>()
  const fresh = shallowRef(false)
  const refused = shallowRef<Finding[]>([])
  const touched = reactive(new Set<string>())
  const all = ref(false) // nothing may be missing any more
  let stop: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    stop?.abort()
    const mine = (stop = new AbortController())
    try {
      const said = await ask('/api/v1/jobs/check', all.value ? posting() : standIn(posting()), mine.signal)
      if (mine !== stop) return
      answer.value = said
      fresh.value = true
    } catch {
      // Without signal the form is checked when it is sent.
    }
  }

  const written = computed(() => JSON.stringify(posting()))
  watch(written, () => (refused.value = []))
  watch(
    [written, all],
    () => {
      fresh.value = false
      clearTimeout(timer)
      timer = setTimeout(() => void look(), pauseMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    stop?.abort()
  })

  const found = computed(() => {
    const missing = all.value ? [] : missingOf(posting())
    const said = (answer.value?.findings ?? []).filter((f) => !missing.some((field) => isAt(f, field)))
    return [...refused.value, ...said]
  })
  const at = (field: string): Finding[] => (touched.has(field) ? found.value.filter((f) => isAt(f, field)) : [])
  const shownNow = computed(() => found.value.filter((f) => [...touched].some((field) => isAt(f, field))))
  const refusals = computed(() => new Set(shownNow.value.filter((f) => f.severity === 'refuse').map((f) => f.path)).size)

  return reactive({
    answer,
    fresh,
    refusals,
    at,
    no: (field: string) => at(field).find((f) => f.severity === 'refuse')?.detail ?? '',
    touch: (field: string) => void touched.add(field),
    touchAll() {
      all.value = true
      fields.forEach((field) => touched.add(field))
    },
    refuse(problem: Problem | undefined) {
      refused.value = (problem?.fields ?? []).map((f) => ({ severity: 'refuse' as const, ...f }))
    },
  }) as unknown as Check
}

export const fields = ['title', 'trade', 'note', 'place', 'region', 'address', 'door', 'windows', 'people', 'pay', 'quantity', 'work_minutes', 'min_age', 'mode', 'choose_by', 'contact_name', 'contact_phone', 'photos']

const isAt = (f: Finding, field: string): boolean => f.path === `body.${field}` || f.path.startsWith(`body.${field}.`) || f.path.startsWith(`body.${field}[`)

/** The fields that still have nothing in them. */
const missingOf = (p: Posting): string[] => {
  const out: string[] = []
  if (!p.title.trim()) out.push('title')
  if (!p.address.trim()) out.push('address')
  if (!p.contact_phone.trim()) out.push('contact_phone')
  if (!p.pay.minor) out.push('pay')
  if (!p.place.lat) out.push('place')
  if (!p.quantity && p.pay_unit === 'piece') out.push('quantity')
  return out
}

function standIn(p: Posting): Posting {
  const missing = missingOf(p)
  const lacks = (field: string) => missing.includes(field)
  const seat = boot.towns.find((town) => town.seat) ?? boot.towns[0]
  return {
    ...p,
    place: lacks('place') && seat ? { lat: seat.lat, lon: seat.lon } : p.place,
    title: lacks('title') ? '—— ——' : p.title,
    address: lacks('address') ? '—— ——' : p.address,
    contact_phone: lacks('contact_phone') ? '13000000000' : p.contact_phone,
    pay: lacks('pay') ? { minor: 50_000, currency: 'CNY' } : p.pay,
    quantity: lacks('quantity') ? 1 : p.quantity,
  }
}
