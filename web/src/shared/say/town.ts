// Which town a point belongs to, as far as a phone can tell: the nearest centre.
import { boot, type Town } from '../api/boot'
import { metres, type Point } from './distance'

/** The town whose centre is nearest, and how far away that is in metres. */
export function townNear(at: Point): { town: Town; far: number } | undefined {
  let best: { town: Town; far: number } | undefined
  for (const town of boot.towns) {
    const far = metres(at, town)
    if (!best || far < best.far) best = { town, far }
  }
  return best
}
