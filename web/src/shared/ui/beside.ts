// What is wrong, shown beside the fields it is about.
import { computed, nextTick, type ComputedRef } from 'vue'
import type { Act } from '../api/use'

/**
 * The act as its button shows it when the page itself shows what is wrong beside
 * the fields named: only a problem that is at none of them is left to the button.
 */
export function exceptAt(act: Act, fields: () => string[]): ComputedRef<Act> {
  return computed(() => ({
    state: act.state,
    problem: act.problem && fields().some((path) => act.problem!.at(path)) ? undefined : act.problem,
    run: act.run,
  }))
}

/** Brings the first field that is wrong into sight, once the page has drawn it. */
export async function showWrong(): Promise<void> {
  await nextTick()
  const page = document.querySelector('[role="dialog"]') ?? document
  const first = page.querySelector<HTMLElement>('.wrong input, .wrong select, .wrong textarea, [aria-invalid="true"], .error')
  first?.focus({ preventScroll: true }) // a sentence by itself takes no focus, but is read out
  first?.scrollIntoView({ block: 'center' })
}
