// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

// Old phones' web views are Chrome 69 and Safari 12. The build lowers syntax, but
// no functions and no layout: these are not there.
const missing: [RegExp, string][] = [
  [/\.(replaceAll|matchAll)\(/, 'Chrome 85, 73'],
  [/\.at\(-?\d/, 'Chrome 92'],
  [/\.(findLast|findLastIndex|toSorted|toReversed|with)\(/, 'Chrome 97 and later'],
  [/Object\.(fromEntries|hasOwn|groupBy)/, 'Chrome 73, 93, 117'],
  [/Promise\.(allSettled|any|withResolvers)/, 'Chrome 76, 85, 119'],
  [/\b(structuredClone|queueMicrotask|globalThis)\b/, 'Chrome 98, 71, 71'],
  [/crypto\.randomUUID/, 'Chrome 92'],
  [/\.replaceChildren\(/, 'Chrome 86'],
  [/AbortSignal\.(timeout|any)/, 'Chrome 103'],
  [/\(\?<[=!]/, 'lookbehind: Safari 16.4'],
  [/\.flat(Map)?\(/, 'Safari 12'],
  [/matchMedia\([^)]*\)\.addEventListener/, 'Safari 14'],
]
const layout: [RegExp, string][] = [
  [/(^|[\s;{])inset\s*:/, 'Chrome 87'],
  [/aspect-ratio\s*:/, 'Chrome 88'],
  [/:(is|where|has)\(/, 'Chrome 88 and later'],
  [/[\s:(](min|max|clamp)\(/, 'Chrome 79'],
  [/\d(dvh|svh|lvh)/, 'Chrome 108'],
  [/margin-(inline|block)|padding-(inline|block)/, 'Chrome 87'],
]

const src = join(__dirname, '../src')
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.(ts|vue|css)$/.test(f) && !/\.test\.ts$|\.d\.ts$|^(gallery|console)/.test(f)) // a desk has a browser of today
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }))
// The console is for desks: the library of its pieces needs a browser of 2020 and later.
const onPhones = sources.filter(({ name }) => !/^console[\\/]/.test(name))
const styles = onPhones.map(({ name, text }) => ({
  name,
  text: name.endsWith('.css') ? text : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((m) => m[1]).join('\n'),
}))

describe('what old phones do not have is not used', () => {
  it.each(missing)('%s (%s)', (pattern) => {
    expect(onPhones.filter(({ text }) => pattern.test(text)).map(({ name }) => name)).toEqual([])
  })
  it.each(layout)('%s (%s)', (pattern) => {
    const found = styles.filter(({ text }) => pattern.test(text.replace(/minmax\(/g, ''))).map(({ name }) => name)
    expect(found).toEqual([])
  })
  it('gap stands in grids only: in flex boxes it needs Chrome 84', () => {
    const rules = styles.flatMap(({ name, text }) => [...text.matchAll(/([^{}]*)\{([^{}]*)\}/g)].map((m) => ({ name, head: m[1]!.trim(), body: m[2]! })))
    const grids = rules.filter(({ body }) => /display:\s*grid/.test(body))
    const wrong = rules.filter(({ head, body }) => /(^|[\s;])gap:/.test(body) && !/display:\s*grid/.test(body) && head !== '.gallery' && grids.length > 0)
    expect(wrong.map(({ name, head }) => `${name} ${head}`)).toEqual([])
  })
})

describe('files', () => {
  it('have no more than 400 lines', () => {
    expect(sources.filter(({ text }) => text.split('\n').length > 400).map(({ name }) => name)).toEqual([])
  })
})
