// A job of the API as the pages of workers show it.
import { boot } from '@/shared/api/boot'
import type { Schemas } from '@/shared/api/types'
import { here } from '@/shared/device/place'
import type { Pin } from '@/shared/map/view'
import type { JobView } from '@/shared/say/job'
import { yuan } from '@/shared/say/money'

export type Job = Schemas['GigJobView']
type Employer = Schemas['GigEmployerCard']

/** 古镛镇; the whole path where it is no town of ours. */
export const townOf = (job: { region: string; region_name: string }): string =>
  boot.towns.find((town) => job.region.startsWith(town.code))?.name ?? job.region_name

/** The card of a job. */
export function viewOf(job: Job): JobView {
  return {
    id: job.id,
    trade: job.trade.name,
    title: job.title,
    pay: job.pay,
    unit: job.pay_unit,
    distanceM: job.distance_m,
    town: townOf(job),
    span: job.windows[0],
    spans: job.windows.length,
    wanted: job.open,
    held: job.held,
    heldMoney: job.held ? job.planned.amount : undefined,
    marks: job.marks.filter((mark) => mark.code !== 'held').map((mark) => ({ text: mark.text, kind: mark.code === 'adult' ? 'warning' : 'plain' })),
  }
}

/** The pin of a job: 300 元. */
export const pinOf = (job: Job): Pin => ({
  id: job.id,
  lat: job.place.lat,
  lon: job.place.lon,
  text: yuan(job.pay).replace('.00', ''),
  name: `${job.title}，${yuan(job.pay)}`,
})

/** The days since 1970-01-01 of a date such as 2026-11-24. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000

/** Where I am, as a query asks for it. */
export const nearQuery = (): { lat?: string; lon?: string } =>
  here.value ? { lat: here.value.lat.toFixed(5), lon: here.value.lon.toFixed(5) } : {}

/** The mean of an employer's stars; undefined where nobody has rated yet. */
export const starsOf = ({ record }: Employer): number | undefined => (record?.rated ? record.stars_e2 / 100 : undefined)
