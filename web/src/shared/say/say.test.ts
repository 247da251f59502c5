import { describe, expect, it } from 'vitest'
import { distanceText, metres } from './distance'
import { facts, jobAloud, type JobView } from './job'
import { cny } from './money'
import { choiceOf, days, ends, firstStart, mend, spanOf, starts, type Choice } from './window'
import { dayNumber } from './time'

describe('a distance', () => {
  it.each([
    [40, '100 米内'],
    [100, '100 米'],
    [348, '350 米'],
    [994, '990 米'],
    [995, '1.0 公里'],
    [1230, '1.2 公里'],
    [9949, '9.9 公里'],
    [9951, '10 公里'],
    [15300, '15 公里'],
  ])('of %d m is %s', (m, said) => expect(distanceText(m)).toBe(said))

  it('between two towns is right to half a percent', () => {
    // Along a meridian a degree is 111,195 m on the mean sphere.
    expect(metres({ lat: 26, lon: 117 }, { lat: 27, lon: 117 })).toBeCloseTo(111_195, -1)
    expect(metres({ lat: 26.7, lon: 117.4 }, { lat: 26.7, lon: 117.4 })).toBe(0)
  })
})

describe('a job', () => {
  const from = Date.parse('2026-11-24T02:20:00Z')
  const job: JobView = {
    id: '1',
    trade: '砌筑工',
    title: '新街口砌墙',
    pay: cny(30000),
    unit: 'day',
    distanceM: 1230,
    town: '古镛镇',
    span: { start: '2026-11-24T06:00:00Z', end: '2026-11-24T10:30:00Z' },
    wanted: 3,
    held: true,
    marks: [{ text: '有保险' }, { text: '包午饭' }],
  }
  it('is read aloud as a spoken sentence', () => {
    expect(jobAloud(job, from)).toBe(
      '砌筑工，新街口砌墙。工钱 300元一天。离您 1.2 公里。今天，14点到18点半。还要 3 人。钱已到账。有保险。包午饭',
    )
  })
  it('says nothing of what is not known', () => {
    const bare: JobView = { id: '1', trade: '搬运工', title: '卸货', pay: cny(12000), unit: 'job' }
    expect(jobAloud(bare, from)).toBe('搬运工，卸货。工钱 120元，整个活')
    expect(facts(bare)).toEqual([])
  })
  it('over midnight is read with its days', () => {
    const night = { ...job, span: { start: '2026-11-24T12:00:00Z', end: '2026-11-24T18:00:00Z' } }
    expect(jobAloud(night, from)).toContain('今天 20:00–明天 02:00')
  })
})

describe('a window of work', () => {
  const now = Date.parse('2026-11-24T02:20:00Z') // 10:20
  const today = dayNumber(now)

  it('begins at the next half hour today, at midnight later', () => {
    expect(starts(today, now)[0]).toBe(10 * 60 + 30)
    expect(starts(today + 1, now)[0]).toBe(0)
    expect(starts(today - 1, now)).toEqual([])
  })
  it('ends half an hour later at the earliest, and at the longest allowed', () => {
    expect(ends(600, 90)).toEqual([630, 660, 690])
  })
  it('is offered from tomorrow when today is over', () => {
    const late = Date.parse('2026-11-24T15:45:00Z') // 23:45
    expect(firstStart(today, late)).toBe(1440)
    expect(days(late, 2)).toEqual([today + 1, today + 2])
    expect(days(now, 2)).toEqual([today, today + 1])
  })
  it('moves no more than it must', () => {
    const choice: Choice = { day: today, start: 480, end: 720 }
    expect(mend(choice, now, 720)).toEqual({ day: today, start: 630, end: 870 })
    expect(mend({ ...choice, day: today + 1 }, now, 720)).toEqual({ ...choice, day: today + 1 })
    expect(mend({ day: today + 1, start: 480, end: 480 }, now, 720)).toEqual({ day: today + 1, start: 480, end: 510 })
    expect(mend({ day: today + 1, start: 480, end: 2000 }, now, 720)).toEqual({ day: today + 1, start: 480, end: 1200 })
    expect(mend({ day: today - 3, start: 480, end: 720 }, now, 720).day).toBe(today)
  })
  it('is the same after a way through instants, over midnight too', () => {
    for (const choice of [{ day: today, start: 840, end: 1080 }, { day: today, start: 1200, end: 1560 }]) {
      expect(choiceOf(spanOf(choice))).toEqual(choice)
    }
  })
})
