// A posting as it is filled in, and as it is sent.
import { boot } from '@/shared/api/boot'
import type { Schemas } from '@/shared/api/types'
import type { Money, PayUnit } from '@/shared/say/money'
import { dayNumber, instantAt, now, type Span } from '@/shared/say/time'
import { townNear } from '@/shared/say/town'
import { forget, recall, remember } from '@/shared/store'
import type { Place } from '@/shared/ui/PlacePicker.vue'
import type { Job, Posting } from './hire'

export type Trade = Schemas['ReferenceTradeView']

/** What the form holds. Numbers that may be left out are texts. */
export interface Form {
  title: string
  trade: string
  /** The trade was chosen by hand: the title no longer changes it. */
  byHand: boolean
  place: Place | null
  door: string
  windows: Span[]
  people: number
  unit: PayUnit
  pay: Money | null
  /** Hours, days or pieces for one worker. */
  quantity: string
  /** Hours that the work takes one worker. */
  hours: string
  tools: boolean
  meals: boolean
  /** Empty: what is usual in the trade. */
  outdoor: boolean | null
  adults: boolean
  mode: 'tap' | 'choice'
  contact_name: string
  contact_phone: string
  note: string
  /** Photos of the last posting that are shown again. */
  kept: string[]
}

const eight = 8 * 60
const twelve = 12 * 60

/** Tomorrow from 8 to 12. */
export const tomorrow = (): Span => {
  const day = dayNumber(now()) + 1
  return { start: instantAt(day, eight), end: instantAt(day, twelve) }
}

export const blank = (): Form => ({
  title: '',
  trade: '',
  byHand: false,
  place: null,
  door: '',
  windows: [tomorrow()],
  people: 1,
  unit: 'day',
  pay: null,
  quantity: '',
  hours: '',
  tools: false,
  meals: false,
  outdoor: null,
  adults: false,
  mode: 'tap',
  contact_name: '',
  contact_phone: '',
  note: '',
  kept: [],
})

/** How many steps of quantity make one unit: minutes, hundredths of a day, pieces, percent. */
export const steps: Record<PayUnit, number> = { hour: 60, day: 100, piece: 1, job: 100 }

/** Reads a number as people type it; NaN for none. */
export function readNumber(text: string): number {
  const plain = text.replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace('。', '.').trim()
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN
}

const counted = (text: string, times: number): number | undefined => {
  const n = readNumber(text)
  return Number.isNaN(n) ? undefined : Math.round(n * times)
}

/** A number for showing in a field: 7.5, without needless decimals. */
export const plainNumber = (n: number): string => String(Math.round(n * 100) / 100)

/** The hours of all windows. */
export const hoursOf = (windows: Span[]): number => windows.reduce((sum, w) => sum + (Date.parse(w.end) - Date.parse(w.start)) / 3600_000, 0)

/** The days that the windows touch. */
export function daysOf(windows: Span[]): number {
  const days = new Set<number>()
  for (const { start, end } of windows) {
    for (let day = dayNumber(start); day <= dayNumber(Date.parse(end) - 1); day++) days.add(day)
  }
  return days.size
}

/** What is sent. */
export function postingOf(form: Form, employer: string, photos: string[]): Posting {
  const { place, unit } = form
  return {
    employer,
    trade: form.trade,
    title: form.title,
    note: form.note,
    region: (place && townNear(place)?.town.code) || (boot.region?.code ?? ''),
    place: { lat: place?.lat ?? 0, lon: place?.lon ?? 0 },
    address: place?.address ?? '',
    door: form.door,
    contact_name: form.contact_name,
    contact_phone: form.contact_phone,
    windows: form.windows,
    people: form.people,
    pay: form.pay ?? { minor: 0, currency: 'CNY' },
    pay_unit: unit,
    quantity: unit === 'job' ? undefined : counted(form.quantity, steps[unit]),
    work_minutes: unit === 'hour' ? undefined : counted(form.hours, 60),
    tools: form.tools,
    meals: form.meals,
    outdoor: form.outdoor ?? undefined,
    min_age: form.adults ? 18 : undefined,
    mode: form.mode,
    photos: [...form.kept, ...photos],
  }
}

/** Fills the form with an earlier posting. */
export function formOf(was: Posting): Form {
  const { quantity = 0, work_minutes = 0, pay_unit: unit } = was
  const windows = was.windows ?? []
  const full = { hour: hoursOf(windows), day: daysOf(windows), job: 1, piece: 0 }[unit]
  return {
    ...blank(),
    title: was.title,
    trade: was.trade,
    byHand: true,
    place: { ...was.place, address: was.address },
    door: was.door ?? '',
    windows,
    people: was.people,
    unit,
    pay: was.pay,
    quantity: quantity / steps[unit] === full ? '' : plainNumber(quantity / steps[unit]),
    hours: unit === 'hour' || Math.abs(work_minutes / 60 - hoursOf(windows)) < 0.05 ? '' : plainNumber(work_minutes / 60),
    tools: !!was.tools,
    meals: !!was.meals,
    outdoor: was.outdoor ?? null,
    adults: was.min_age === 18,
    mode: was.mode ?? 'tap',
    contact_name: was.contact_name ?? '',
    contact_phone: was.contact_phone,
    note: was.note ?? '',
    kept: was.photos ?? [],
  }
}

const weekMs = 7 * 24 * 3600_000

/** Fills the form with one of my jobs, moved by whole weeks until it is to come. */
export function formOfJob(job: Job): Form {
  const behind = now() - Date.parse(job.windows[0]!.start)
  const later = behind < 0 ? 0 : (Math.floor(behind / weekMs) + 1) * weekMs
  const move = (at: string) => new Date(Date.parse(at) + later).toISOString().replace('.000Z', 'Z')
  const { door = '', name = '', phone = '' } = job.contact ?? {}
  return formOf({
    ...job,
    employer: job.employer.id,
    trade: job.trade.code,
    windows: job.windows.map(({ start, end }) => ({ start: move(start), end: move(end) })),
    quantity: job.planned.quantity,
    // What an hour comes to tells how many there are.
    work_minutes: Math.round((job.planned.amount.minor * 60) / (job.hour_pay.minor || 1)),
    contact_name: name,
    contact_phone: phone,
    door,
  })
}

const draft = 'hire.draft'

/** Keeps on the phone what is written so far, but for contact and door. */
export function keepDraft(form: Form): void {
  remember(draft, { ...form, door: '', contact_name: '', contact_phone: '' })
}

/** What was written and not sent; its times are to come. */
export function lastDraft(): Form | undefined {
  const was = recall<Form>(draft)
  if (!was || !was.title) return undefined
  const windows = was.windows.filter((w) => Date.parse(w.start) > now())
  return { ...blank(), ...was, windows: windows.length ? windows : [tomorrow()] }
}

export const dropDraft = (): void => forget(draft)
