import { afterEach, describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { Problem } from '../api/problem'
import type { Act } from '../api/use'
import { exceptAt, showWrong } from './beside'

describe('a problem', () => {
  const at = (path: string) => new Problem(422, 'x', 'no', path ? [{ path, code: 'x', detail: 'no', source: '' }] : [])
  it.each([
    ['body.name', undefined],
    ['body.pay.minor', undefined],
    ['body.other', 'no'],
    ['', 'no'],
  ])('at %s is left to the button unless the page shows it', (path, left) => {
    const act = reactive({ state: 'ready', problem: at(path), run: vi.fn() }) as unknown as Act
    expect(exceptAt(act, () => ['name', 'pay']).value.problem?.message).toBe(left)
  })
})

describe('the first field that is wrong', () => {
  afterEach(() => (document.body.innerHTML = ''))
  it.each([
    ['<input id="a"><div class="wrong"><input id="b"></div><div class="wrong"><input id="c"></div>', 'b'],
    ['<div class="wrong"><input id="a"></div><div role="dialog"><div class="wrong"><select id="b"></select></div></div>', 'b'],
  ])('of %s has the focus', async (html, id) => {
    document.body.innerHTML = html
    await showWrong()
    expect(document.activeElement?.id).toBe(id)
  })
})
