// How much was done, in the steps that the API counts: minutes, hundredths of a
// day, pieces, percent of the whole job.
import type { Money, PayUnit } from '@/shared/say/money'
import { t } from '@/shared/text/t'

const steps: Record<PayUnit, number> = { hour: 30, day: 50, piece: 1, job: 10 }
const fineSteps: Record<PayUnit, number> = { hour: 10, day: 10, piece: 1, job: 5 }

/** What one tap at plus or minus changes; fine where two sides draw near. */
export const stepOf = (unit: PayUnit, fine = false): number => (fine ? fineSteps : steps)[unit]

const stepsPerUnit: Record<PayUnit, number> = { hour: 60, day: 100, piece: 1, job: 100 }

/** 8 小时 30 分, 1.5 天, 60 件, 整单: as the server says it. */
export function quantityText(unit: PayUnit, n: number): string {
  const [h, m] = [Math.floor(n / 60), n % 60]
  if (unit === 'hour') return m ? t('engagement.hours_minutes', { h, m }) : t('engagement.hours', { n: h })
  if (unit === 'day') return t('engagement.days', { n: n / 100 })
  if (unit === 'piece') return t('engagement.pieces', { n })
  return n === 100 ? t('engagement.whole') : t('engagement.percent', { n })
}

/** What a quantity comes to, rounded once, half up, as on the server. */
export const dueFor = (pay: Money, unit: PayUnit, n: number): Money => ({
  ...pay,
  minor: Math.floor((pay.minor * n * 2 + stepsPerUnit[unit]) / (stepsPerUnit[unit] * 2)),
})

/** The next figure up or down; always passes through whole steps, and ends at the limits. */
export function stepped(n: number, way: 1 | -1, step: number, min: number, max: number): number {
  const to = way > 0 ? (Math.floor(n / step) + 1) * step : (Math.ceil(n / step) - 1) * step
  return Math.min(max, Math.max(min, to))
}
