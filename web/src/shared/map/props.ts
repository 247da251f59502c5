import type { Town } from '../api/boot'
import type { Point } from '../say/distance'
import type { Pin } from './view'

/** What both maps, the plain one and the one with tiles, are told. */
export interface MapProps {
  towns: Town[]
  pins?: Pin[]
  /** The pin that stands chosen. */
  chosen?: string
  /** Oneself. */
  here?: Point
  /** A circle around oneself, in metres. */
  radiusM?: number
  /** Where the map begins; with crosshair, the place that is being chosen. */
  middle?: Point
  /** A place is being chosen: it is what lies under the cross in the middle. */
  crosshair?: boolean
}

/** What both maps can be asked to do. */
export interface MapActs {
  closer: (factor: number) => void
  whole: () => void
}
