import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { lang, loadTexts, speakIn, t, type Catalogue } from './t'
import { prefs } from '../prefs'

const src = join(__dirname, '../..')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(ts|vue)$/.test(f))
const catalogues = import.meta.glob<{ default: Catalogue }>(['./zh.ts', './en.ts', '../../*/text/*.{zh,en}.ts'], { eager: true })

const of = (language: string): Record<string, Catalogue> => {
  const out: Record<string, Catalogue> = {}
  for (const path in catalogues) {
    if (!path.endsWith(`${language}.ts`)) continue
    out[path.slice(0, -`${language}.ts`.length)] = catalogues[path]!.default
  }
  return out
}
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

afterEach(() => speakIn('zh'))

describe('the catalogues', () => {
  const [zh, en] = [of('zh'), of('en')]
  const keys = Object.values(zh).flatMap((words) => Object.keys(words))

  it('have the same areas and keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    for (const area in zh) expect(Object.keys(en[area]!), area).toEqual(Object.keys(zh[area]!))
  })

  it('fill the same places in both', () => {
    for (const area in zh) {
      for (const key in zh[area]) expect(places(en[area]![key]!), key).toEqual(places(zh[area]![key]!))
    }
  })

  it('have one meaning for each key', () => expect(keys.length).toBe(new Set(keys).size))

  it('have every key that is asked for, and ask for every key', () => {
    const sources = files.filter((f) => !/(\.test\.ts|[/\\]text[/\\])/.test(f) && !f.startsWith('gallery'))
    const text = sources.map((f) => readFileSync(join(src, f), 'utf8')).join('\n')
    const asked = new Set([...text.matchAll(/['"`]([a-z]\w*(?:\.\w+)+|loading)['"`]/g)].map((m) => m[1]!))
    const begun = [...text.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/g)].map((m) => m[1]!)

    const unused = keys.filter((key) => !asked.has(key) && !begun.some((start) => key.startsWith(start)))
    expect(unused, 'in a catalogue, but nowhere asked for').toEqual([])

    const called = [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((m) => m[1]!)
    expect(called.filter((key) => !keys.includes(key)), 'asked for, but in no catalogue').toEqual([])
  })

  it('hold no Chinese words outside of them', () => {
    const talking = files.filter((f) => !/(\.test\.ts|[/\\]text[/\\])/.test(f) && !f.startsWith('gallery'))
    const found = talking.flatMap((f) =>
      readFileSync(join(src, f), 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$|<!--[\s\S]*?-->/gm, '')
        .split('\n')
        .filter((line) => /[\u4e00-\u9fff]/.test(line) && !line.includes('中文'))
        .map((line) => `${f}: ${line.trim()}`),
    )
    expect(found).toEqual(["shared/say/money.ts: .replace(/[\\s,，元¥￥]/g, '')"])
  })
})

describe('a text', () => {
  it('has its places filled, and others left', () => {
    expect(t('tap.late_refused', { label: '抢单', why: '满了' })).toBe('“抢单”没成：满了')
    expect(t('job.away', {})).toBe('离您 {distance}')
  })

  it('is one or many in English', async () => {
    await speakIn('en')
    expect(lang()).toBe('en')
    expect(t('time.minutes', { n: 1 })).toBe('1 minute')
    expect(t('time.minutes', { n: 5 })).toBe('5 minutes')
    expect(t('time.hours', { n: 4.5 })).toBe('4.5 hours')
    expect(document.documentElement.lang).toBe('en')
  })

  it('that is nowhere is its own key', () => expect(t('no.such' as never)).toBe('no.such'))

  it('is in the language chosen last', async () => {
    const first = speakIn('en')
    const second = speakIn('zh')
    await Promise.all([first, second])
    expect(t('page.back')).toBe('返回')
    expect(prefs.lang).toBe('zh')
    await loadTexts()
    expect(lang()).toBe('zh')
  })
})
