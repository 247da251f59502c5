// The plain map: where a place falls on the canvas. No outside server, no tiles.
import type { Point } from '../say/distance'

/** What the canvas shows: its middle, and how many metres one pixel is. */
export interface View extends Point {
  mpp: number
}
export interface Size {
  width: number
  height: number
}
export interface Spot {
  x: number
  y: number
}

/** Something on the map that can be picked: a job with its pay. */
export interface Pin extends Point {
  id: string
  /** On the pin: 300 元. */
  text: string
  /** In the list beside the map, and read aloud. */
  name: string
}

const perDegree = (Math.PI / 180) * 6_371_008.8
const nearest = 0.5
const farthest = 2000

/** How many metres a degree of longitude is at that latitude. */
const perLon = (lat: number): number => perDegree * Math.cos((lat * Math.PI) / 180)

/** Where a place falls. Equirectangular: true in scale to 1 % within a county. */
export const project = (view: View, size: Size, p: Point): Spot => ({
  x: size.width / 2 + ((p.lon - view.lon) * perLon(view.lat)) / view.mpp,
  y: size.height / 2 - ((p.lat - view.lat) * perDegree) / view.mpp,
})

/** What place is under a spot. */
export const unproject = (view: View, size: Size, { x, y }: Spot): Point => ({
  lat: view.lat - ((y - size.height / 2) * view.mpp) / perDegree,
  lon: view.lon + ((x - size.width / 2) * view.mpp) / perLon(view.lat),
})

/** Moves the view by pixels. */
export const pan = (view: View, size: Size, dx: number, dy: number): View => ({
  ...view,
  ...unproject(view, size, { x: size.width / 2 - dx, y: size.height / 2 - dy }),
})

/** Brings closer by a factor; the place under the spot stays where it is. */
export function zoom(view: View, size: Size, factor: number, at?: Spot): View {
  const mpp = Math.min(farthest, Math.max(nearest, view.mpp / factor))
  const spot = at ?? { x: size.width / 2, y: size.height / 2 }
  const held = unproject(view, size, spot)
  const moved = unproject({ ...view, mpp }, size, spot)
  return { lat: view.lat + held.lat - moved.lat, lon: view.lon + held.lon - moved.lon, mpp }
}

/** The view that shows all points, with room at the edges. */
export function fit(points: Point[], size: Size, margin = 48): View {
  if (!points.length) return { lat: 26.73, lon: 117.47, mpp: 100 }
  const lats = points.map((p) => p.lat)
  const lons = points.map((p) => p.lon)
  const middle = { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lon: (Math.min(...lons) + Math.max(...lons)) / 2 }
  const high = (Math.max(...lats) - Math.min(...lats)) * perDegree
  const broad = (Math.max(...lons) - Math.min(...lons)) * perLon(middle.lat)
  const room = (px: number) => Math.max(1, px - 2 * margin)
  const mpp = Math.max(broad / room(size.width), high / room(size.height), 2)
  return { ...middle, mpp: Math.min(farthest, mpp) }
}

/** The longest round distance (1, 2, 5 × 10ⁿ metres) that is at most so wide. */
export function scaleBar(mpp: number, most: number): { metres: number; px: number } {
  const limit = mpp * most
  const ten = 10 ** Math.floor(Math.log10(limit))
  const metres = [5, 2, 1].map((n) => n * ten).find((m) => m <= limit)!
  return { metres, px: metres / mpp }
}

/** Pins that would cover each other, as one. */
export interface Bunch {
  spot: Spot
  pins: Pin[]
}

/** Bunches pins nearer than apart pixels; the first pin is where it stands. */
export function bunch(pins: Pin[], place: (pin: Pin) => Spot, size: Size, apart: number): Bunch[] {
  const out: Bunch[] = []
  for (const pin of pins) {
    const spot = place(pin)
    if (spot.x < -apart || spot.y < -apart || spot.x > size.width + apart || spot.y > size.height + apart) continue
    const near = out.find((b) => Math.abs(b.spot.x - spot.x) < apart && Math.abs(b.spot.y - spot.y) < apart * 0.7)
    if (near) near.pins.push(pin)
    else out.push({ spot, pins: [pin] })
  }
  return out
}

/** The bunch under a finger, whose pin stands above its place. */
export const hit = (bunches: Bunch[], { x, y }: Spot, reach = 30): Bunch | undefined =>
  [...bunches].reverse().find((b) => Math.abs(b.spot.x - x) < reach * 1.2 && Math.abs(b.spot.y - reach - y) < reach * 1.2)
