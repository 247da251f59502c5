import { describe, expect, it } from 'vitest'
import { metres } from '../say/distance'
import { bunch as bunchAt, fit, hit, pan, project, scaleBar, unproject, zoom, type Pin, type View } from './view'

const size = { width: 400, height: 300 }
const view: View = { lat: 26.73, lon: 117.47, mpp: 20 }
const near = (a: { x: number; y: number }, b: { x: number; y: number }): boolean => Math.hypot(a.x - b.x, a.y - b.y) < 0.01

describe('a place', () => {
  it('falls on a spot and is found under it again', () => {
    for (const spot of [{ x: 0, y: 0 }, { x: 400, y: 10 }, { x: 123, y: 287 }]) {
      expect(near(project(view, size, unproject(view, size, spot)), spot)).toBe(true)
    }
  })
  it('is as far on the map as on the ground, to one percent', () => {
    const a = unproject(view, size, { x: 0, y: 150 })
    const b = unproject(view, size, { x: 400, y: 150 })
    expect(Math.abs(metres(a, b) / (400 * 20) - 1)).toBeLessThan(0.01)
  })
  it('north is up and east is right', () => {
    const spot = project(view, size, { lat: view.lat + 0.01, lon: view.lon + 0.01 })
    expect(spot.x).toBeGreaterThan(200)
    expect(spot.y).toBeLessThan(150)
  })
})

describe('a view', () => {
  it('moves with the finger', () => {
    const place = unproject(view, size, { x: 100, y: 100 })
    expect(near(project(pan(view, size, 30, -20), size, place), { x: 130, y: 80 })).toBe(true)
  })
  it('comes closer around the finger', () => {
    const finger = { x: 90, y: 210 }
    const place = unproject(view, size, finger)
    const next = zoom(view, size, 2, finger)
    expect(next.mpp).toBe(10)
    expect(Math.abs(project(next, size, place).x - finger.x)).toBeLessThan(0.5)
  })
  it('stops at its nearest and farthest', () => {
    expect(zoom(view, size, 1e9).mpp).toBe(0.5)
    expect(zoom(view, size, 1e-9).mpp).toBe(2000)
  })
  it('shows all points with room at the edges', () => {
    const points = [{ lat: 26.5, lon: 117.2 }, { lat: 27, lon: 117.6 }]
    const seen = fit(points, size, 40)
    for (const point of points) {
      const { x, y } = project(seen, size, point)
      expect(x).toBeGreaterThan(35)
      expect(x).toBeLessThan(365)
      expect(y).toBeGreaterThan(35)
      expect(y).toBeLessThan(265)
    }
  })
  it('of one point or none is still a view', () => {
    expect(fit([{ lat: 26, lon: 117 }], size).mpp).toBeGreaterThan(0)
    expect(fit([], size).mpp).toBeGreaterThan(0)
    expect(fit([{ lat: 26, lon: 117 }], { width: 0, height: 0 }).mpp).toBeGreaterThan(0)
  })
})

describe('the scale bar', () => {
  it.each([
    [20, 2000],
    [1, 100],
    [0.7, 50],
    [2000, 200_000],
  ])('at %d m a pixel is %d m', (mpp, m) => {
    const bar = scaleBar(mpp, 120)
    expect(bar.metres).toBe(m)
    expect(bar.px).toBeLessThanOrEqual(120)
  })
})

describe('pins', () => {
  const bunch = (pins: Pin[]) => bunchAt(pins, (at) => project(view, size, at), size, 64)
  const pin = (id: string, x: number, y: number): Pin => ({ id, text: id, name: id, ...unproject(view, size, { x, y }) })

  it('that would cover each other are one bunch, others stand alone', () => {
    const bunches = bunch([pin('a', 100, 100), pin('b', 110, 105), pin('c', 300, 200)])
    expect(bunches.map((b) => b.pins.map((p) => p.id))).toEqual([['a', 'b'], ['c']])
  })
  it('out of sight are left out', () => expect(bunch([pin('a', -500, 0)])).toEqual([]))
  it('are hit above their place, the last drawn first', () => {
    const bunches = bunch([pin('a', 100, 100), pin('c', 300, 200)])
    expect(hit(bunches, { x: 105, y: 75 })?.pins[0]!.id).toBe('a')
    expect(hit(bunches, { x: 200, y: 150 })).toBeUndefined()
  })
})
