// The sheets that stand open, topmost last, so that Esc and Back close one.
import type { Router } from 'vue-router'

const open: (() => void)[] = []

/** Puts a sheet on top. Returns what takes it off. */
export function stack(close: () => void): () => void {
  open.push(close)
  return () => {
    const at = open.indexOf(close)
    if (at >= 0) open.splice(at, 1)
  }
}

export const isTop = (close: () => void): boolean => open[open.length - 1] === close

/** Makes Back close the topmost sheet before it leaves the page. */
export function closeSheetsOnBack(router: Router): void {
  let popped = false
  // Heard before the router hears it, which listens since its creation: capture.
  addEventListener('popstate', () => (popped = true), true)
  router.beforeEach(() => {
    const back = popped
    popped = false
    if (!open.length) return true
    if (!back) {
      while (open.length) open.pop()!()
      return true
    }
    open.pop()!()
    return false
  })
}
