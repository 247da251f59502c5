import { afterEach, describe, expect, it, vi } from 'vitest'
import { boot } from '../api/boot'
import { prefs } from '../prefs'
import { fit } from './photo'
import { here, locate, standIn } from './place'

describe('a photo', () => {
  it.each([
    [4000, 3000, { width: 1600, height: 1200 }],
    [3000, 4000, { width: 1200, height: 1600 }],
    [800, 600, { width: 800, height: 600 }],
    [20000, 3, { width: 1600, height: 1 }],
  ])('of %d × %d is made to fit', (w, h, size) => expect(fit(w, h)).toEqual(size))
})

describe('where I am', () => {
  afterEach(() => vi.unstubAllGlobals())
  const phone = (getCurrentPosition: unknown) => vi.stubGlobal('navigator', { ...navigator, geolocation: { getCurrentPosition } })

  it('is a chosen town until the phone gives a position, and again after choosing one', async () => {
    boot.towns.push({ code: '350428100', name: '古镛镇', lat: 26.73, lon: 117.47 })
    expect(here.value).toBeUndefined()
    standIn('350428100')
    expect(here.value).toEqual({ lat: 26.73, lon: 117.47, town: '古镛镇' })
    expect(prefs.town).toBe('350428100')
    phone((done: (p: unknown) => void) => done({ coords: { latitude: 26.7, longitude: 117.4 } }))
    await locate()
    expect(here.value).toEqual({ lat: 26.7, lon: 117.4 })
    standIn('350428100')
    expect(here.value?.town).toBe('古镛镇')
  })

  it('is not known where the phone refuses, and why', async () => {
    phone((_: unknown, no: (e: unknown) => void) => no({ code: 1 }))
    await expect(locate()).rejects.toBe('denied')
    phone((_: unknown, no: (e: unknown) => void) => no({ code: 3 }))
    await expect(locate()).rejects.toBe('unavailable')
    vi.stubGlobal('navigator', {})
    await expect(locate()).rejects.toBe('unavailable')
  })
})
