// Distances as people say them: 350 米, 1.2 公里.
import { t } from '../text/t'

export interface Point {
  lat: number
  lon: number
}

// The mean radius of the Earth, in metres (IUGG 1980), as on the server.
const earthM = 6_371_008.8
const rad = (degrees: number): number => (degrees * Math.PI) / 180

/** The great-circle distance in metres. */
export function metres(a: Point, b: Point): number {
  const sa = Math.sin(rad(b.lat - a.lat) / 2)
  const so = Math.sin(rad(b.lon - a.lon) / 2)
  const h = sa * sa + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * so * so
  return 2 * earthM * Math.asin(Math.sqrt(Math.min(1, h)))
}

/** 100 米内, 350 米, 1.2 公里, 12 公里. */
export function distanceText(m: number): string {
  if (m < 100) return t('distance.near')
  if (m < 995) return t('distance.m', { n: Math.round(m / 10) * 10 })
  const km = m / 1000
  return t('distance.km', { n: km < 9.95 ? km.toFixed(1) : Math.round(km) })
}
