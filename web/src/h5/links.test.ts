// @vitest-environment node
// The addresses that messages lead to are ours: each must be a page.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hireRoutes, reviewRoutes } from './hire.routes'
import { meRoutes } from './me.routes'
import { workRoutes } from './work.routes'

const pages = [...workRoutes, ...hireRoutes, ...reviewRoutes, ...meRoutes].map((route) => new RegExp('^' + route.path.replace(/\/:\w+\?/g, '(/[^/]+)?').replace(/:\w+/g, '[^/]+') + '$'))

const modules = join(__dirname, '../../../internal')
const links = new Set<string>()
for (const file of readdirSync(modules, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.go') || file.endsWith('_test.go')) continue
  const found = readFileSync(join(modules, file), 'utf8').match(/\b[lL]ink(:|\s*:?=)\s*"\/[^"]*"(\s*\+)?/g) ?? []
  for (const one of found) {
    const [, path, goesOn] = /"(\/[^"]*)"(\s*\+)?/.exec(one)!
    if (path !== '/hire') links.add((goesOn ? path + 'ID' : path!).split('?')[0]!) // the employer's own page of what follows
  }
}

describe('the links of messages', () => {
  it('are known to this test', () => expect(links.size).toBeGreaterThan(3))
  it.each([...links])('%s is a page', (link) => expect(pages.filter((page) => page.test(link))).toHaveLength(1))
  it.each(['/hire/jobs/ID', '/hire/engagements/ID'])('%s is one, too', (link) => expect(pages.filter((page) => page.test(link))).toHaveLength(1))
})
