import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { boot } from '@/shared/api/boot'
import { cny } from '@/shared/say/money'
import { setClock } from '@/shared/say/time'
import { blank, daysOf, dropDraft, formOf, formOfJob, hoursOf, keepDraft, lastDraft, postingOf, readNumber, type Form } from './posting'

// The afternoon of 2026-11-23 in China.
const now = '2026-11-23T07:00:00Z'
const towns = [
  { code: '350428100', name: '古镛镇', lat: 26.7315, lon: 117.473, seat: true },
  { code: '350428103', name: '白莲镇', lat: 26.555, lon: 117.505 },
]
const span = (day: string, from: string, to: string) => ({ start: `2026-11-${day}T${from}:00Z`, end: `2026-11-${day}T${to}:00Z` })
const form = (change: Partial<Form> = {}): Form => ({
  ...blank(),
  title: '搬家具上三楼',
  trade: '4-02-05-01/01',
  place: { lat: 26.56, lon: 117.5, address: '滨河路 8 号' },
  windows: [span('24', '00:00', '04:00'), span('25', '00:00', '04:00')],
  people: 2,
  unit: 'day',
  pay: cny(20000),
  contact_phone: '13900000002',
  ...change,
})

beforeEach(() => {
  setClock(now)
  boot.towns.push(...towns)
})
afterEach(() => {
  boot.towns.length = 0
  dropDraft()
})

describe('a posting', () => {
  it('is in the nearest town, and leaves out what is as long as the windows', () => {
    const sent = postingOf(form(), 'e', [])
    expect(sent).toMatchObject({ employer: 'e', region: '350428103', address: '滨河路 8 号', people: 2, pay_unit: 'day', photos: [] })
    expect([sent.quantity, sent.work_minutes, sent.min_age, sent.outdoor]).toEqual([undefined, undefined, undefined, undefined])
  })

  it.each([
    ['hour', '7.5', '6', 450, undefined],
    ['day', '1.5', '6', 150, 360],
    ['piece', '６０', '6.5', 60, 390],
    ['job', '3', '6', undefined, 360],
  ] as const)('by the %s counts quantities in its own steps', (unit, quantity, hours, n, minutes) => {
    const sent = postingOf(form({ unit, quantity, hours }), 'e', [])
    expect([sent.quantity, sent.work_minutes]).toEqual([n, minutes])
  })

  it.each([
    form(),
    form({ unit: 'hour', quantity: '6' }),
    form({ unit: 'piece', quantity: '60', hours: '6.5' }),
    form({ unit: 'job', windows: [span('24', '00:00', '04:00')] }),
    form({ tools: true, meals: true, outdoor: true, adults: true, mode: 'choice', note: '没有电梯', door: '3 栋', contact_name: '王' }),
  ])('that comes back is the form it was', (was) => {
    const sent = postingOf(was, 'e', [])
    // The server fills in what was left out.
    const quantity = sent.quantity ?? { hour: hoursOf(was.windows) * 60, day: daysOf(was.windows) * 100, piece: 0, job: 100 }[was.unit]
    const back = { ...sent, quantity, work_minutes: was.unit === 'hour' ? quantity : (sent.work_minutes ?? hoursOf(was.windows) * 60), min_age: sent.min_age ?? 16 }
    expect(formOf(back)).toEqual({ ...was, byHand: true })
  })
})

describe('what was not sent', () => {
  it('is kept, but for contact and door', () => {
    keepDraft(form({ door: '3 栋', contact_name: '王' }))
    expect(lastDraft()).toEqual(form({ door: '', contact_name: '', contact_phone: '' }))
  })

  it('has its times to come', () => {
    keepDraft(form({ windows: [span('22', '00:00', '04:00'), span('24', '00:00', '04:00')] }))
    expect(lastDraft()!.windows).toEqual([span('24', '00:00', '04:00')])
    keepDraft(form({ windows: [span('22', '00:00', '04:00')] }))
    expect(lastDraft()!.windows).toEqual([span('24', '00:00', '04:00')]) // tomorrow from 8 to 12
  })

  it('is nothing without a title', () => {
    keepDraft(form({ title: '' }))
    expect(lastDraft()).toBeUndefined()
  })
})

describe('numbers and windows', () => {
  it.each([['7.5', 7.5], ['７．５', 7.5], ['', NaN], ['-1', NaN], ['1e3', NaN], ['三', NaN]])('%j is %d', (text, n) => expect(readNumber(text)).toBe(n))

  it('a night touches two days, and midnight ends the first', () => {
    expect(daysOf([{ start: '2026-11-24T14:00:00Z', end: '2026-11-24T20:00:00Z' }])).toBe(2)
    expect(daysOf([{ start: '2026-11-24T10:00:00Z', end: '2026-11-24T16:00:00Z' }])).toBe(1)
  })
})

describe('one of my jobs', () => {
  const job = { ...postingOf(form(), 'e', []), employer: { id: 'e', name: '王' }, trade: { code: '4-02-05-01/01', name: '搬家工' }, planned: { quantity: 200, text: '2 天', amount: cny(40000) }, hour_pay: cny(5000), photos: [] } as unknown as Parameters<typeof formOfJob>[0]

  it('is the form again', () => {
    expect(formOfJob({ ...job, contact: { door: '3 栋', name: '王', phone: '139' } })).toEqual({ ...form(), byHand: true, door: '3 栋', contact_name: '王', contact_phone: '139' })
  })

  it('that is past is moved by whole weeks', () => {
    expect(formOfJob({ ...job, windows: [span('10', '00:00', '04:00')] }).windows).toEqual([span('24', '00:00', '04:00')])
  })

  it('with a break keeps its hours', () => expect(formOfJob({ ...job, hour_pay: cny(6667) }).hours).toBe('6'))
})
