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

// Whether the browser is going back just now. Heard from the moment this module
// is loaded, which is before the router listens; over when this turn is.
let back = false
addEventListener('popstate', () => {
  back = true
  setTimeout(() => (back = false))
})

/** Makes Back close the topmost sheet before it leaves the page. */
export function closeSheetsOnBack(router: Router): void {
  router.beforeEach(() => {
    if (!open.length) return true
    if (back) {
      open.pop()!()
      return false
    }
    while (open.length) open.pop()!()
    return true
  })
}
