import { afterEach, describe, expect, it } from 'vitest'
import { speakIn, t } from '../text/t'
import { about, ago, clock, dayName, dayNumber, instantAt, lasting, left, minuteOfDay, moment, now, setClock, spanText } from './time'

// 2026-11-24 is a Tuesday. 10:20 in China.
const from = Date.parse('2026-11-24T02:20:00Z')
const china = (text: string): string => new Date(text + '+08:00').toISOString()

afterEach(() => speakIn('zh'))

describe('days are China’s, wherever the phone is', () => {
  it('turn at 16:00 UTC', () => {
    expect(dayNumber('2026-11-23T15:59:59Z')).toBe(dayNumber('2026-11-22T16:00:00Z'))
    expect(dayNumber('2026-11-23T16:00:00Z')).toBe(dayNumber('2026-11-23T15:59:59Z') + 1)
    expect(minuteOfDay('2026-11-23T16:30:00Z')).toBe(30)
  })
  it('and a minute of them is an instant', () => {
    expect(instantAt(dayNumber(from), 14 * 60)).toBe('2026-11-24T06:00:00Z')
    expect(instantAt(dayNumber(from), 26 * 60)).toBe('2026-11-24T18:00:00Z')
  })
})

describe('a span', () => {
  it.each([
    ['2026-11-24T14:00', '2026-11-24T18:00', '今天 14:00–18:00'],
    ['2026-11-25T06:30', '2026-11-25T09:00', '明天 06:30–09:00'],
    ['2026-11-26T08:00', '2026-11-26T12:00', '后天 08:00–12:00'],
    ['2026-11-23T08:00', '2026-11-23T12:00', '昨天 08:00–12:00'],
    ['2026-11-28T08:00', '2026-11-28T12:00', '周六 08:00–12:00'],
    ['2026-12-01T08:00', '2026-12-01T12:00', '12月1日 08:00–12:00'],
    ['2027-01-03T08:00', '2027-01-03T12:00', '2027年1月3日 08:00–12:00'],
    ['2026-11-24T20:00', '2026-11-25T02:00', '今天 20:00–明天 02:00'],
    ['2026-11-24T20:00', '2026-11-25T00:00', '今天 20:00–24:00'],
  ])('from %s to %s is %s', (start, end, said) => {
    expect(spanText({ start: china(start), end: china(end) }, from)).toBe(said)
  })
})

describe('a moment', () => {
  it.each([
    ['2026-11-25T07:00', '明天 早上'],
    ['2026-11-24T03:00', '今天 凌晨'],
    ['2026-11-24T09:00', '今天 上午'],
    ['2026-11-24T12:30', '今天 中午'],
    ['2026-11-24T13:00', '今天 下午'],
    ['2026-11-24T18:00', '今天 晚上'],
  ])('%s is about %s', (at, said) => expect(about(china(at), from)).toBe(said))

  it.each([
    ['2026-11-24T10:19:30', '刚刚'],
    ['2026-11-24T10:15', '5 分钟前'],
    ['2026-11-24T07:10', '3 小时前'],
    ['2026-11-23T23:50', '昨天 23:50'],
    ['2026-10-01T08:00', '10月1日 08:00'],
  ])('%s was %s', (at, said) => expect(ago(china(at), from)).toBe(said))

  it('is said in English too', async () => {
    await speakIn('en')
    expect(moment(china('2026-11-25T14:00'), from)).toBe('Tomorrow 14:00')
    expect(dayName(dayNumber(china('2026-12-24T08:00')), from)).toBe('24 Dec')
    expect(ago(china('2026-11-24T10:19'), from)).toBe('1 minute ago')
    expect(ago(china('2026-11-24T10:18'), from)).toBe('2 minutes ago')
    expect(clock(china('2026-11-24T09:05'))).toBe('09:05')
  })

  it('within an English sentence begins small', async () => {
    await speakIn('en')
    expect(spanText({ start: china('2026-11-24T20:00'), end: china('2026-11-25T02:00') }, from)).toBe('Today 20:00–tomorrow 02:00')
    expect(t('aloud.span', { day: dayName(dayNumber(from), from), start: '8', end: '9' })).toBe('Today, 8 to 9')
    expect(t('tap.late_refused', { label: 'Grab', why: moment(china('2026-11-26T14:00'), from) })).toContain('Thu 14:00')
    expect(t('tap.late_refused', { label: 'Grab', why: moment(china('2026-11-23T14:00'), from) })).toContain('yesterday 14:00')
  })
})

describe('a length', () => {
  it.each([
    [4 * 3600_000, '4 小时'],
    [4.5 * 3600_000, '4.5 小时'],
    [40 * 60_000, '40 分钟'],
    [-1, '0 分钟'],
  ])('of %d ms is %s', (ms, said) => expect(lasting(ms)).toBe(said))

  it.each([
    [58_000, '58 秒'],
    [57_001, '58 秒'],
    [245_000, '4 分 05 秒'],
    [-5, '0 秒'],
  ])('%d ms are left as %s', (ms, said) => expect(left(ms)).toBe(said))
})

describe('the clock', () => {
  it('goes by the server where the phone is off, and by the phone where it is not', () => {
    setClock(new Date(Date.now() + 3600_000).toISOString())
    expect(now() - Date.now()).toBeGreaterThan(3_590_000)
    setClock(new Date(Date.now() + 5000).toISOString())
    expect(Math.abs(now() - Date.now())).toBeLessThan(1000)
  })
})
