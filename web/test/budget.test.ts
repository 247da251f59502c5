// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faces, firstPages } from '../scripts/faces.mjs'

/** What the first screen may weigh, gzipped, in bytes of 1024. */
const budget: Record<string, number> = { h5: 70 * 1024, console: 200 * 1024, hall: 60 * 1024, kiosk: 60 * 1024, agent: 70 * 1024 }

const firstOf: Record<string, string[]> = firstPages

interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  imports?: string[]
  css?: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'yilu-build-'))
const make = (to: string) => execFileSync('node', [join(__dirname, '../scripts/build.mjs'), join(folder, to)])

// What is weighed is what is shipped: the script itself builds it.
beforeAll(() => make('one'), 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = (of: string): string[] =>
  readdirSync(join(folder, of), { recursive: true, encoding: 'utf8' }).filter((f) => statSync(join(folder, of, f)).isFile()).sort()
const read = (of: string, file: string): Buffer => readFileSync(join(folder, of, file))
const weight = (of: string, file: string): number => gzipSync(read(of, file)).length

/** Every file that must be there before the first screen stands. */
function firstLoad(name: string): string[] {
  const manifest = JSON.parse(read(join('one', name), 'manifest.json').toString()) as Record<string, Chunk>
  const out = new Set(['index.html'])
  const visit = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${key} is not in the build of ${name}`)
    if (out.has(chunk.file)) return
    out.add(chunk.file)
    chunk.css?.forEach((file) => out.add(file))
    chunk.imports?.forEach(visit)
  }
  Object.keys(manifest).filter((key) => manifest[key]!.isEntry).forEach(visit)
  firstOf[name]!.forEach(visit)
  return [...out]
}

describe.each(faces.map((name) => [name, join('one', name)]))('the build of %s', (name, of) => {
  it('has a first screen within its budget', () => {
    const parts = firstLoad(name).map((file) => ({ file, bytes: weight(of, file) }))
    const total = parts.reduce((sum, part) => sum + part.bytes, 0)
    console.log(`${name}: first load ${(total / 1024).toFixed(1)} KB of ${budget[name]! / 1024} KB gzipped in ${parts.length} files`)
    expect(parts.length).toBeGreaterThan(3) // the page itself is counted, too
    expect(total, JSON.stringify(parts, null, 1)).toBeLessThanOrEqual(budget[name]!)
  })

  it('asks no other server for anything', () => {
    const page = read(of, 'index.html').toString()
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page).not.toMatch(/(src|href)="\//) // relative, so that it can be shipped as a package
  })

  it('has one place for first data, empty', () => {
    const page = read(of, 'index.html').toString()
    expect(page.split('<script type="application/json" id="boot">{}</script>')).toHaveLength(2)
  })

  it('holds no gallery', () => {
    const found = files(of).filter((file) => /gallery/i.test(file) || read(of, file).includes('样品间'))
    expect(found).toEqual([])
  })

})

it('built again, everything is the same, byte for byte', () => {
  make('two')
  const sums = (of: string) => Object.fromEntries(files(of).map((f) => [f, createHash('sha256').update(read(of, f)).digest('hex')]))
  expect(sums('two')).toEqual(sums('one'))
  for (const font of ['NotoSansSC', 'NotoSansJP']) expect(Object.keys(sums('one'))).toContain(join('fonts', `${font}-Regular.ttf`))
}, 120_000)
