// How this person likes the app; kept on the phone.
import { reactive, watch } from 'vue'
import { recall, remember } from './store'

export type Lang = 'zh' | 'en'

export interface Prefs {
  lang: Lang
  /** 大字: every size times 1.67. */
  big: boolean
  /** 叮咚 when a job rings. */
  sound: boolean
  /** Stand-in for the position where the phone gives none: a town's code. */
  town: string
}

const defaults: Prefs = { lang: 'zh', big: false, sound: true, town: '' }

export const prefs: Prefs = reactive({ ...defaults, ...recall<Partial<Prefs>>('prefs') })

/** Keeps the page's type size as chosen, and choices across visits. */
export function keepPrefs(): void {
  watch(
    prefs,
    () => {
      remember('prefs', prefs)
      document.documentElement.classList.toggle('big', prefs.big)
    },
    { immediate: true },
  )
}
