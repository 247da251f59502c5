import { t } from '@/shared/text/t'

/** What this phone is called in the list of places where one is logged in. */
export function deviceName(agent = navigator.userAgent): string {
  const what = /MicroMessenger/.test(agent) ? t('login.wechat') : /Edg/.test(agent) ? 'Edge' : /Firefox/.test(agent) ? 'Firefox' : /Chrome/.test(agent) ? 'Chrome' : /Safari/.test(agent) ? 'Safari' : ''
  const on = /iPhone/.test(agent) ? 'iPhone' : /iPad/.test(agent) ? 'iPad' : /HarmonyOS|OpenHarmony/.test(agent) ? t('login.harmony') : /Android/.test(agent) ? t('login.android') : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'Mac' : /Linux/.test(agent) ? 'Linux' : ''
  return [on, what].filter(Boolean).join(' · ')
}
