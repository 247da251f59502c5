// Where the person is: the phone's position, or a town they choose.
import { computed, shallowRef } from 'vue'
import { boot } from '../api/boot'
import { prefs } from '../prefs'
import type { Point } from '../say/distance'

/** Why the phone gives no position. */
export type NoPosition = 'denied' | 'unavailable'

const fix = shallowRef<Point>()

/** The place distances are counted from: a position, else the chosen town. */
export const here = computed<(Point & { town?: string }) | undefined>(() => {
  if (fix.value) return fix.value
  const town = boot.towns.find((x) => x.code === prefs.town)
  return town && { lat: town.lat, lon: town.lon, town: town.name }
})

/**
 * Asks the phone for its position, in WGS-84. May show the browser's question.
 * exact: as it is now, however long that takes to find; for being on the spot.
 */
export function locate(exact = false): Promise<Point> {
  return new Promise((resolve, reject: (why: NoPosition) => void) => {
    if (!navigator.geolocation) return reject('unavailable')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve((fix.value = { lat: coords.latitude, lon: coords.longitude })),
      (error) => reject(error.code === 1 ? 'denied' : 'unavailable'),
      { enableHighAccuracy: exact, timeout: exact ? 20_000 : 8000, maximumAge: exact ? 0 : 5 * 60_000 },
    )
  })
}

/** Takes a town in place of the phone's position. */
export function standIn(code: string): void {
  prefs.town = code
  fix.value = undefined
}
