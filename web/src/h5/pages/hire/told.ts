// Where an engagement stands, as its employer is told.
import { yuan } from '@/shared/say/money'
import { moment } from '@/shared/say/time'
import { t } from '@/shared/text/t'
import type { Engagement } from './hire'

type Colour = 'plain' | 'primary' | 'lamp' | 'good' | 'warning' | 'danger'

export const colourOf: Record<Engagement['state'], Colour> = {
  booked: 'primary',
  working: 'good',
  finished: 'good',
  stated: 'lamp',
  contested: 'warning',
  paid: 'plain',
  cancelled: 'plain',
  no_show: 'danger',
}

/** One or two sentences: what was, and what comes. */
export function told(e: Engagement): string[] {
  switch (e.state) {
    case 'booked':
      return [t('follow.told.booked', { at: moment(e.check_in.opens) })]
    case 'working':
      return e.started_at ? [t('follow.told.working', { at: moment(e.started_at) })] : []
    case 'finished':
      return [t('follow.told.finished', { at: moment(e.finished_at ?? e.booked_at) })]
    case 'stated':
      return [
        t(e.stated!.by === 'clock' ? 'follow.told.proposed' : 'follow.told.stated', { text: e.stated!.text, money: yuan(e.stated!.amount) }),
        e.stated!.note ? t('follow.told.note', { text: e.stated!.note }) : '',
        e.answer_by ? t('follow.told.answer_by', { at: moment(e.answer_by) }) : '',
      ].filter(Boolean)
    case 'contested':
      return [t('follow.told.contested', { paid: yuan(e.paid), held: yuan(e.contested) })]
    case 'paid':
      return [e.back.minor ? t('follow.told.paid_back', { money: yuan(e.paid), back: yuan(e.back) }) : t('follow.told.paid', { money: yuan(e.paid) })]
    case 'cancelled':
      return [
        t(e.ended_by === 'worker' ? 'follow.told.they_cancelled' : 'follow.told.you_cancelled', { reason: e.end_reason ?? '' }),
        e.paid.minor ? t('follow.told.made_up', { money: yuan(e.paid) }) : '',
      ].filter(Boolean)
    case 'no_show':
      return [t('follow.told.no_show', { money: yuan(e.back) })]
  }
}
