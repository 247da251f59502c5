import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { h, nextTick, reactive } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Problem } from '../api/problem'
import type { Act } from '../api/use'
import { drop, news, say } from '../news'
import { cny } from '../say/money'
import { dayNumber, instantAt, now } from '../say/time'
import BigButton from './BigButton.vue'
import CodeInput from './CodeInput.vue'
import Field from './Field.vue'
import JobCard from './JobCard.vue'
import Loaded from './Loaded.vue'
import MoneyField from './MoneyField.vue'
import Picks from './Picks.vue'
import Prose from './Prose.vue'
import Sheet from './Sheet.vue'
import { closeSheetsOnBack } from './sheets'
import Stars from './Stars.vue'
import Stepper from './Stepper.vue'
import Switch from './Switch.vue'
import TimeWindowPicker from './TimeWindowPicker.vue'
import Toasts from './Toasts.vue'

let last: VueWrapper<any> | undefined
const show: typeof mount = ((component: never, options: object) => (last = mount(component, { attachTo: document.body, ...options }))) as never
afterEach(() => last?.unmount())

const act = (state: Act['state'], problem?: Problem): Act => reactive({ state, problem, run: vi.fn() })

describe('the big button', () => {
  const button = (props: object) => show(BigButton, { props, slots: { default: '抢单' } })

  it('runs its act at a tap', async () => {
    const a = act('ready')
    await button({ act: a }).get('button').trigger('click')
    expect(a.run).toHaveBeenCalledTimes(1)
  })
  it.each(['busy', 'unsent', 'done'] as const)('does nothing at a tap while %s', async (state) => {
    const a = act(state)
    const box = button({ act: a })
    await box.get('button').trigger('click')
    expect(a.run).not.toHaveBeenCalled()
    expect(box.emitted('press')).toBeUndefined()
    expect(box.get('button').attributes('aria-disabled')).toBe('true')
  })
  it('says that it is not sent yet', () => expect(button({ act: act('unsent') }).get('[role=status]').text()).toBe('还没发出去，有信号就发'))
  it('says why it cannot be done now, and stays in reach of readers', () => {
    const box = button({ why: '和您明天的活重了' })
    const inner = box.get('button')
    expect(inner.attributes('disabled')).toBeUndefined()
    expect(box.get(`[id="${inner.attributes('aria-describedby')}"]`).text()).toBe('和您明天的活重了')
  })
  it('shows what went wrong', () => {
    expect(button({ act: act('ready', new Problem(409, 'gig.full', '满了')) }).get('[role=alert]').text()).toBe('满了')
  })
  it.each([
    [false, 1],
    [true, 0],
  ])('sends its form, unless it is busy: %s', async (busy, times) => {
    const sent = vi.fn((event: Event) => event.preventDefault())
    const form = () => h('form', { onSubmit: sent }, h(BigButton, { type: 'submit', busy }, () => '下一步'))
    show(form as never, {})
    document.querySelector<HTMLButtonElement>('form button')!.click()
    expect(sent).toHaveBeenCalledTimes(times)
  })
})

describe('a field', () => {
  it('ties its label, hint and error to the input', () => {
    const box = show(Field, { props: { label: '姓名', hint: '和证件一样', error: '请填姓名', modelValue: '' } })
    const input = box.get('input')
    expect(box.get('label').attributes('for')).toBe(input.attributes('id'))
    expect(input.attributes('aria-invalid')).toBe('true')
    const said = input.attributes('aria-describedby')!.split(' ').map((id) => box.get(`[id="${id}"]`).text())
    expect(said).toEqual(['请填姓名', '和证件一样'])
  })
  it('asks for the fit keys', () => {
    expect(show(Field, { props: { label: '手机', mode: 'tel' } }).get('input').attributes()).toMatchObject({ type: 'tel', inputmode: 'tel' })
  })
})

describe('the money field', () => {
  const field = (money: unknown = null) => show(MoneyField, { props: { label: '工钱', modelValue: money as never } })

  it('gives whole fen, and tidies what was typed when it is left', async () => {
    const box = field()
    await box.get('input').setValue('３００.5')
    expect(box.emitted('update:modelValue')!.at(-1)).toEqual([cny(30050)])
    await box.setProps({ modelValue: cny(30050) })
    await box.get('input').trigger('focusout')
    expect(box.get('input').element.value).toBe('300.50')
  })
  it('does not fight the typing hand', async () => {
    const box = field()
    await box.get('input').setValue('300.')
    await box.setProps({ modelValue: cny(30000) })
    expect(box.get('input').element.value).toBe('300.')
  })
  it('says what is wrong only when it is left', async () => {
    const box = field()
    await box.get('input').setValue('三百')
    expect(box.find('.error').exists()).toBe(false)
    await box.get('input').trigger('focusout')
    expect(box.get('.error').text()).toBe('请只写数字，例如 300')
    expect(box.emitted('update:modelValue')).toBeUndefined()
  })
})

describe('the code input', () => {
  it('takes digits only, of any width, and tells once when full', async () => {
    const box = show(CodeInput, { props: { label: '码', modelValue: '', 'onUpdate:modelValue': (v: unknown) => box.setProps({ modelValue: v as string }) } })
    await box.get('input').setValue('３8 1-4')
    expect(box.get('input').element.value).toBe('3814')
    expect(box.emitted('full')).toBeUndefined()
    await box.get('input').setValue('3814029')
    expect(box.emitted('full')).toEqual([['381402']])
    await box.get('input').setValue('381402')
    expect(box.emitted('full')).toHaveLength(1)
  })
})

describe('the stepper', () => {
  it('stays within its bounds', async () => {
    const box = show(Stepper, { props: { label: '几个人', modelValue: 1, max: 5 } })
    expect(box.findAll('button')[0]!.attributes('disabled')).toBeDefined()
    await box.findAll('button')[1]!.trigger('click')
    await box.get('input').setValue('77')
    await box.get('input').setValue('abc')
    expect(box.emitted('update:modelValue')!.map((e) => e[0])).toEqual([2, 5, 1])
  })
})

describe('a switch and stars', () => {
  it('say their state to readers', async () => {
    const box = show(Switch, { props: { label: '大字', modelValue: false } })
    expect(box.get('[role=switch]').attributes('aria-checked')).toBe('false')
    await box.get('button').trigger('click')
    expect(box.emitted('update:modelValue')).toEqual([[true]])
    const stars = mount(Stars, { props: { label: '评分', modelValue: 4.6, fixed: true, count: 23 } })
    expect(stars.get('[role=img]').attributes('aria-label')).toBe('评分 4.6 分，满分 5 分')
    expect(stars.text()).toContain('23 人评过')
  })
})

describe('the time window', () => {
  it('gives a day by its name and half hours', async () => {
    const box = show(TimeWindowPicker, { props: { label: '哪天', modelValue: null, 'onUpdate:modelValue': (v: unknown) => box.setProps({ modelValue: v as never }) } })
    const tomorrow = dayNumber(now()) + 1
    const chip = box.findAll('label').find((l) => l.text().startsWith('后天'))!
    await chip.get('input').setValue(true)
    expect(box.emitted('update:modelValue')!.at(-1)).toEqual([{ start: instantAt(tomorrow + 1, 480), end: instantAt(tomorrow + 1, 720) }])
    const [start, end] = box.findAll('select')
    await start!.setValue('1320')
    expect(box.emitted('update:modelValue')!.at(-1)).toEqual([{ start: instantAt(tomorrow + 1, 1320), end: instantAt(tomorrow + 1, 1560) }])
    await end!.setValue('1500')
    expect(box.get('.summary').text()).toContain('共 3 小时')
    expect(end!.text()).toContain('次日 01:00')
  })
})

describe('what is loaded', () => {
  const of = (part: object) => ({ loading: false, reload: vi.fn(), data: undefined, problem: undefined, ...part })
  const slots = { default: '<p class="there">有</p>', empty: '<p class="none">没有</p>' }
  const loaded = (part: object, more: object = {}) => show(Loaded, { props: { of: of(part), ...more } as never, slots })

  it('shows its shape while it comes', () => expect(loaded({ loading: true }).find('.skeleton').exists()).toBe(true))
  it('shows what failed, and a button that tries again', async () => {
    const part = of({ problem: new Problem(0, 'client.offline', '网络没连上') })
    const box = show(Loaded, { props: { of: part } as never, slots })
    expect(box.text()).toContain('网络没连上')
    await box.get('button').trigger('click')
    expect(part.reload).toHaveBeenCalledTimes(1)
  })
  it('says what to do when there is nothing', () => {
    expect(loaded({ items: [] }).find('.none').exists()).toBe(true)
    expect(loaded({ items: [], loading: true }).find('.none').exists()).toBe(false)
  })
  it('keeps old things in sight when the new did not come', () => {
    const box = loaded({ data: { a: 1 }, problem: new Problem(0, 'client.offline', '网络没连上') })
    expect(box.find('.there').exists()).toBe(true)
    expect(box.text()).toContain('下面是上次的内容')
  })
})

describe('a sheet', () => {
  const sheet = () =>
    show(Sheet, { props: { title: '选一个', modelValue: false, 'onUpdate:modelValue': (v: unknown) => last!.setProps({ modelValue: v }) }, slots: { default: '<button class="inner">好</button>' } })
  const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')

  it('takes the focus, names itself, and gives the focus back', async () => {
    const before = document.body.appendChild(document.createElement('button'))
    before.focus()
    const box = sheet()
    await box.setProps({ modelValue: true })
    await nextTick()
    expect(document.activeElement).toBe(dialog())
    expect(document.getElementById(dialog()!.getAttribute('aria-labelledby')!)!.textContent).toBe('选一个')
    dialog()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await nextTick()
    expect(dialog()).toBeNull()
    expect(document.activeElement).toBe(before)
    before.remove()
  })

  it('is closed by Back, and the page stays; the next Back leaves it', async () => {
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '<i/>' } }] })
    closeSheetsOnBack(router)
    await router.push('/list')
    await router.push('/job')
    const box = sheet()
    await box.setProps({ modelValue: true })
    dispatchEvent(new PopStateEvent('popstate'))
    await router.push('/list')
    await nextTick()
    expect(dialog()).toBeNull()
    expect(router.currentRoute.value.path).toBe('/job')
    await new Promise((turn) => setTimeout(turn))
    dispatchEvent(new PopStateEvent('popstate'))
    await router.push('/list')
    expect(router.currentRoute.value.path).toBe('/list')
    await new Promise((turn) => setTimeout(turn))
  })

  it('does not stand in the way of a link inside it', async () => {
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '<i/>' } }] })
    closeSheetsOnBack(router)
    const box = sheet()
    await box.setProps({ modelValue: true })
    await router.push('/job')
    await nextTick()
    expect(dialog()).toBeNull()
    expect(router.currentRoute.value.path).toBe('/job')
  })
})

describe('a job card', () => {
  it('says pay, distance, people and the held money', () => {
    const job = { id: '1', trade: '砌筑工', title: '砌墙', pay: cny(30000), unit: 'day' as const, distanceM: 1230, town: '古镛镇', wanted: 3, held: true }
    const text = show(JobCard, { props: { job } }).text()
    for (const part of ['砌筑工', '砌墙', '300.00', '元 / 天', '离您 1.2 公里', '古镛镇', '还要 3 人', '钱已到账']) expect(text).toContain(part)
  })
})

describe('news', () => {
  it('is told to readers, goes by itself, and bad news stays', async () => {
    vi.useFakeTimers()
    const box = show(Toasts, {})
    say('发出去了', 'good')
    say('没成', 'bad')
    await nextTick()
    expect(box.get('[aria-live=polite]').text()).toContain('发出去了')
    vi.advanceTimersByTime(60_000)
    await nextTick()
    expect(news.map((n) => n.text)).toEqual(['没成'])
    await box.get('button').trigger('click')
    expect(news).toEqual([])
    vi.useRealTimers()
    drop(0)
  })
})

describe('picks', () => {
  const options = ['a', 'b', 'c'].map((value) => ({ value, text: value }))

  it('take one more and give one back, in the order of the options', async () => {
    const box = show(Picks, { props: { label: '乡镇', options, modelValue: ['c'], 'onUpdate:modelValue': (modelValue: unknown[]) => void box.setProps({ modelValue: modelValue as string[] }) } })
    const inputs = box.findAll('input')
    await inputs[0]!.trigger('change')
    expect(box.props('modelValue')).toEqual(['a', 'c'])
    await inputs[2]!.trigger('change')
    expect(box.props('modelValue')).toEqual(['a'])
  })
})

describe('prose', () => {
  it('has headings, paragraphs and lists, and takes nothing for markup', () => {
    const box = show(Prose, { props: { text: '## 一\n甲\n乙\n\n丙\n- 丁\n- <b>戊</b>' } })
    expect(box.findAll('h3').map((x) => x.text())).toEqual(['一'])
    expect(box.findAll('p').map((x) => x.text())).toEqual(['甲 乙', '丙'])
    expect(box.findAll('li').map((x) => x.text())).toEqual(['丁', '<b>戊</b>'])
  })
})
