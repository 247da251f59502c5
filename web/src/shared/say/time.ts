// Times as people say them, always in China's time: 今天 14:00–18:00, 明天 早上.
//
// China has had one zone without summer time since 1991, so a fixed offset is
// exact and old browsers need no time zone data.
import { onScopeDispose, ref, type Ref } from 'vue'
import { t, type Key } from '../text/t'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const offset = 8 * hour

export interface Span {
  start: string
  end: string
}
type Instant = string | number | Date

let ahead = 0

/** The moment now by the server's clock, in milliseconds: phones are often off. */
export const now = (): number => Date.now() + ahead

/** Sets the clock by the server's time. Less than half a minute off is left. */
export function setClock(server: string): void {
  const off = Date.parse(server) - Date.now()
  ahead = Math.abs(off) > minute / 2 ? off : 0
}

/** Now, moving on every so many milliseconds while the component lives. */
export function useNow(every = minute / 2): Ref<number> {
  const at = ref(now())
  const timer = setInterval(() => (at.value = now()), every)
  onScopeDispose(() => clearInterval(timer))
  return at
}

const ms = (at: Instant): number => (at instanceof Date ? at.getTime() : typeof at === 'string' ? Date.parse(at) : at)

/** The days since 1970-01-01 at which the instant falls, in China. */
export const dayNumber = (at: Instant): number => Math.floor((ms(at) + offset) / day)

/** The minute of the day at which the instant falls, in China. */
export const minuteOfDay = (at: Instant): number => Math.floor((ms(at) + offset - dayNumber(at) * day) / minute)

/** The instant that stands so many minutes after the beginning of a day. */
export const instantAt = (days: number, minutes: number): string =>
  new Date(days * day - offset + minutes * minute).toISOString().replace('.000Z', 'Z')

const two = (n: number): string => (n < 10 ? '0' + n : String(n))

/** 540 → 09:00; past midnight goes on from 00:00. */
export const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`

/** 14:00 */
export const clock = (at: Instant): string => clockOf(minuteOfDay(at))

const nearDays: Record<string, Key> = {
  '-1': 'time.yesterday',
  '0': 'time.today',
  '1': 'time.tomorrow',
  '2': 'time.after_tomorrow',
}

/** 今天, 明天, 后天; 周三 within six days; 11月23日; 2027年1月3日. */
export function dayName(days: number, from = now()): string {
  const today = dayNumber(from)
  const near = nearDays[String(days - today)]
  const word = near && t(near)
  if (word) return word
  if (days > today && days - today < 7) return weekday(days)
  return dateName(days, from)
}

/** 周三 */
export const weekday = (days: number): string => t(`time.weekday.${(((days + 4) % 7) + 7) % 7}` as Key)

/** 11月23日; with the year where it is not this year. */
export function dateName(days: number, from = now()): string {
  const date = new Date(days * day)
  const parts = {
    year: date.getUTCFullYear(),
    month: t('time.month_names').split(' ')[date.getUTCMonth()]!,
    day: date.getUTCDate(),
  }
  const thisYear = new Date(dayNumber(from) * day).getUTCFullYear()
  return t(parts.year === thisYear ? 'time.date' : 'time.date_year', parts)
}

/** 今天 14:00 */
export const moment = (at: Instant, from = now()): string => `${dayName(dayNumber(at), from)} ${clock(at)}`

/** 明天 早上 */
export function about(at: Instant, from = now()): string {
  const h = minuteOfDay(at) / 60
  const part = h < 5 ? 'night' : h < 9 ? 'early' : h < 12 ? 'morning' : h < 13 ? 'noon' : h < 18 ? 'afternoon' : 'evening'
  return `${dayName(dayNumber(at), from)} ${t(`time.part.${part}` as Key)}`
}

/** 今天 14:00–18:00; 今天 20:00–明天 02:00; ends at midnight as 24:00. */
export function spanText({ start, end }: Span, from = now()): string {
  const first = dayNumber(start)
  if (first === dayNumber(ms(end) - 1)) {
    return `${moment(start, from)}–${minuteOfDay(end) === 0 ? '24:00' : clock(end)}`
  }
  return t('time.across', { from: moment(start, from), to: moment(end, from) })
}

/** 4 小时, 4.5 小时, 40 分钟 */
export function lasting(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / minute))
  if (minutes < 60) return t('time.minutes', { n: minutes })
  return t('time.hours', { n: Math.round(minutes / 6) / 10 })
}

/** 刚刚, 5 分钟前, 3 小时前, 昨天 14:05 */
export function ago(at: Instant, from = now()): string {
  const past = from - ms(at)
  if (past < minute) return t('time.just_now')
  if (past < hour) return t('time.minutes_ago', { n: Math.floor(past / minute) })
  if (past < 12 * hour && dayNumber(at) === dayNumber(from)) return t('time.hours_ago', { n: Math.floor(past / hour) })
  return moment(at, from)
}

/** What is left, for a countdown: 58 秒, 4 分 05 秒, 3 小时. */
export function left(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  if (seconds < 60) return t('time.seconds', { n: seconds })
  if (seconds < 3600) return t('time.minutes_seconds', { m: Math.floor(seconds / 60), s: two(seconds % 60) })
  return lasting(milliseconds)
}
