// Which days and half hours can be chosen for work.
import { dayNumber, instantAt, minuteOfDay, type Span } from './time'

export const stepMin = 30
const dayMin = 24 * 60

/** Times of day that most work has, in minutes after midnight. */
export const usual = [
  { name: 'morning', start: 8 * 60, end: 12 * 60 },
  { name: 'afternoon', start: 14 * 60, end: 18 * 60 },
  { name: 'day', start: 8 * 60, end: 18 * 60 },
] as const

/** A choice: a day since 1970-01-01, and minutes after its midnight. */
export interface Choice {
  day: number
  start: number
  /** Above 1440 it is on the next day. */
  end: number
}

/** The first half hour of that day that is not past. 1440 if none is left. */
export function firstStart(day: number, now: number): number {
  const today = dayNumber(now)
  if (day > today) return 0
  if (day < today) return dayMin
  return Math.ceil(minuteOfDay(now) / stepMin) * stepMin
}

/** The half hours at which work can begin on that day. */
export function starts(day: number, now: number): number[] {
  const out: number[] = []
  for (let m = firstStart(day, now); m < dayMin; m += stepMin) out.push(m)
  return out
}

/** The half hours at which it can end, up to the longest that is allowed. */
export function ends(start: number, longest: number): number[] {
  const out: number[] = []
  for (let m = start + stepMin; m <= start + longest; m += stepMin) out.push(m)
  return out
}

/** The days that can be chosen, from today if a half hour of it is left. */
export function days(now: number, count: number): number[] {
  const today = dayNumber(now)
  const first = firstStart(today, now) < dayMin ? today : today + 1
  return Array.from({ length: count }, (_, i) => first + i)
}

/** Moves a choice into what is possible, changing as little as it can. */
export function mend(choice: Choice, now: number, longest: number): Choice {
  const earliest = firstStart(choice.day, now)
  if (earliest >= dayMin) return mend({ ...choice, day: choice.day + 1 }, now, longest)
  const start = Math.max(choice.start, earliest)
  const length = Math.min(Math.max(choice.end - choice.start, stepMin), longest)
  return { day: choice.day, start, end: start === choice.start ? Math.min(Math.max(choice.end, start + stepMin), start + longest) : start + length }
}

export const spanOf = ({ day, start, end }: Choice): Span => ({ start: instantAt(day, start), end: instantAt(day, end) })

export function choiceOf({ start, end }: Span): Choice {
  const day = dayNumber(start)
  return { day, start: minuteOfDay(start), end: (dayNumber(end) - day) * dayMin + minuteOfDay(end) }
}
