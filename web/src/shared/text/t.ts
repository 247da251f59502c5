// The words of the interface: catalogues by area, Chinese first.
import { shallowRef } from 'vue'
import { prefs, type Lang } from '../prefs'
import zh from './zh'

/** Every key there is. Each area's Chinese catalogue adds its own (see zh.ts). */
export interface Texts extends Record<keyof typeof zh, string> {}
export type Key = keyof Texts
export type Catalogue = Readonly<Record<string, string>>
type Loader = () => Promise<unknown>

const words = shallowRef<Catalogue>(zh)
const spoken = shallowRef<Lang>('zh')
const loaders: Record<string, Loader> = { 'shared.en': () => import('./en') }
const areas = new Set(['shared'])
const held: Record<string, Catalogue> = { 'shared.zh': zh }

/**
 * The text of key, with {name} places filled. An English text may hold "one|many":
 * params.n chooses. A key that is not loaded is its own text.
 */
export function t(key: Key, params: Record<string, string | number> = {}): string {
  let text = words.value[key] ?? key
  const bar = text.indexOf('|')
  if (bar >= 0 && 'n' in params) text = Number(params.n) === 1 ? text.slice(0, bar) : text.slice(bar + 1)
  return text.replace(/\{(\w+)\}/g, (place, name: string, at: number) => (!(name in params) ? place : at ? within(String(params[name])) : String(params[name])))
}

/** Words that are written large in English where a line begins with them, and small within one. */
const small: Key[] = ['time.yesterday', 'time.today', 'time.tomorrow']
const within = (text: string): string =>
  spoken.value === 'en' && small.some((key) => text.startsWith(t(key))) ? text[0]!.toLowerCase() + text.slice(1) : text

/** The language that stands on the screen. */
export const lang = (): Lang => spoken.value

/**
 * Tells where a face's catalogues are: modules named "./text/<area>.<lang>.ts".
 * The Chinese words of its frame come with it, under the area "face".
 */
export function haveTexts(modules: Record<string, Loader>, face: Catalogue): void {
  held['face.zh'] = face
  areas.add('face')
  for (const path in modules) {
    const name = /([\w-]+\.\w\w)\.ts$/.exec(path)?.[1]
    if (name) loaders[name] = modules[path]!
  }
}

/** Loads the areas' words, in the chosen language; then they are on the screen. */
export async function loadTexts(more: readonly string[] = []): Promise<void> {
  more.forEach((area) => areas.add(area))
  const to = prefs.lang
  const names = [...areas].map((area) => `${area}.${to}`)
  await Promise.all(
    names.map(async (name) => {
      held[name] ??= ((await loaders[name]!()) as { default: Catalogue }).default
    }),
  )
  if (to !== prefs.lang) return // changed again meanwhile: that call finishes
  words.value = Object.assign({}, ...names.map((name) => held[name]))
  spoken.value = to
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en'
}

/** Changes the language of everything on the screen. */
export function speakIn(to: Lang): Promise<void> {
  prefs.lang = to
  return loadTexts()
}
