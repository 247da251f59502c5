// A job as it stands on a card, and as it is read aloud.
import { distanceText } from './distance'
import { aloud, yuan, type Money, type PayUnit } from './money'
import { dayName, dayNumber, minuteOfDay, now, spanText, type Span } from './time'
import { t } from '../text/t'

/** A mark in words: 有保险, 包午饭, 需电工证. */
export interface Mark {
  text: string
  kind?: 'plain' | 'good' | 'warning'
}

/** What a job card shows. */
export interface JobView {
  id: string
  trade: string
  title: string
  pay: Money
  unit: PayUnit
  /** From here, in metres; unknown where the person's place is unknown. */
  distanceM?: number
  /** Where, in a word: the town. */
  town?: string
  span?: Span
  /** How many such spans there are, if more than one: days of work. */
  spans?: number
  /** How many are still wanted. */
  wanted?: number
  /** The whole wage is held: 钱已到账. */
  held?: boolean
  /** What of it is held for one worker: 钱已到账 300.00 元. */
  heldMoney?: Money
  marks?: Mark[]
}

/** How far, where, how many: 离您 1.2 公里, 古镛镇, 还要 3 人. */
export function facts({ distanceM, town, wanted }: JobView): string[] {
  const far = distanceM === undefined ? '' : t('job.away', { distance: distanceText(distanceM) })
  return [far, town ?? '', wanted ? t('job.wanted', { n: wanted }) : ''].filter(Boolean)
}

/** 钱已到账 300.00 元 */
export const heldText = ({ heldMoney }: JobView): string => (heldMoney ? t('job.held_money', { money: yuan(heldMoney) }) : t('job.held'))

/** 今天 14:00–18:00; 今天 14:00–18:00 起，共 3 段 */
export const whenText = ({ span, spans }: JobView, from = now()): string =>
  !span ? '' : spans && spans > 1 ? t('job.spans', { first: spanText(span, from), n: spans }) : spanText(span, from)

/** The whole card as sentences for the voice. */
export function jobAloud(job: JobView, from = now()): string {
  const said = [
    t('aloud.job', { trade: job.trade, title: job.title }),
    t('aloud.pay', { pay: aloud(job.pay, job.unit) }),
    job.distanceM === undefined ? '' : t('job.away', { distance: distanceText(job.distanceM) }),
    job.span ? spansAloud(job, from) : '',
    job.wanted ? t('job.wanted', { n: job.wanted }) : '',
    job.held ? (job.heldMoney ? t('job.held_money', { money: aloud(job.heldMoney) }) : t('job.held')) : '',
    ...(job.marks ?? []).map((mark) => mark.text),
  ]
  return said.filter(Boolean).join(t('aloud.stop_mark'))
}

const spansAloud = ({ span, spans }: JobView, from: number): string =>
  spans && spans > 1 ? t('job.spans', { first: spanAloud(span!, from), n: spans }) : spanAloud(span!, from)

/** 今天下午2点到6点半: digits with a colon are read badly by many voices. */
function spanAloud(span: Span, from: number): string {
  if (dayNumber(span.start) !== dayNumber(Date.parse(span.end) - 1)) return spanText(span, from)
  const day = dayName(dayNumber(span.start), from)
  return t('aloud.span', { day, start: clockAloud(minuteOfDay(span.start)), end: clockAloud(minuteOfDay(span.end) || 1440) })
}

function clockAloud(minutes: number): string {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60]
  return m === 0 ? t('aloud.hour', { h }) : m === 30 ? t('aloud.half', { h }) : t('aloud.clock', { h, m })
}
