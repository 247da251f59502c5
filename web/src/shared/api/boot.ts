// What the server lays into the page, so that the first screen needs no asking.
import type { Point } from '../say/distance'

export interface Town extends Point {
  code: string
  name: string
  /** The seat of the county is drawn larger. */
  seat?: boolean
}

/** A source of map pictures, such as Tianditu; {x}, {y} and {z} are filled in. */
export interface Tiles {
  url: string
  /** A second layer with the names, on top. */
  labels?: string
  /** Who made the map and its 审图号, shown on it. */
  credit: string
  maxZoom?: number
}

export interface Boot {
  /** Where the API is, if not where the page is: the H5 shipped inside another app. */
  api?: string
  /** The server's time, RFC 3339. */
  now?: string
  /** The place that this installation serves. */
  region?: { code: string; name: string }
  towns: Town[]
  tiles?: Tiles
  /** A made-up county: codes are shown, and /demo/accounts lists who can log in. */
  demo?: boolean
  /** Answers of the API by address, as "/api/v1/trades?limit=100"; each used once. */
  first: Record<string, unknown>
}

function read(): Boot {
  const none: Boot = { towns: [], first: {} }
  try {
    return { ...none, ...JSON.parse(document.getElementById('boot')?.textContent || '{}') }
  } catch {
    return none
  }
}

export const boot: Boot = read()

/** Takes the answer that came with the page, if it did. */
export function takeFirst(url: string): unknown {
  const answer = boot.first[url]
  delete boot.first[url]
  return answer
}
