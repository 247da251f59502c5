// Made-up things to look at in the gallery. Never in a build.
import { boot } from '@/shared/api/boot'
import { Problem } from '@/shared/api/problem'
import { phoneProblem } from '@/shared/api/problem'
import type { Pin } from '@/shared/map/view'
import type { JobView } from '@/shared/say/job'
import { cny, digits } from '@/shared/say/money'
import { dayNumber, instantAt, now } from '@/shared/say/time'
import type { Step } from '@/shared/ui/StepLine.vue'

const today = dayNumber(now())

boot.towns.push(
  { code: '350428100', name: '古镛镇', lat: 26.7286, lon: 117.4711, seat: true },
  { code: '350428101', name: '万安镇', lat: 26.6712, lon: 117.3052 },
  { code: '350428102', name: '高唐镇', lat: 26.7533, lon: 117.5795 },
  { code: '350428103', name: '白莲镇', lat: 26.5602, lon: 117.5911 },
  { code: '350428104', name: '黄潭镇', lat: 26.7655, lon: 117.3641 },
  { code: '350428105', name: '水南镇', lat: 26.7172, lon: 117.4836 },
  { code: '350428201', name: '余坊乡', lat: 26.9291, lon: 117.3325 },
)

export const jobs: JobView[] = [
  {
    id: '1',
    trade: '砌筑工',
    title: '新街口老房子砌一面墙',
    pay: cny(30000),
    unit: 'day',
    distanceM: 1230,
    town: '古镛镇',
    span: { start: instantAt(today, 14 * 60), end: instantAt(today, 18 * 60) },
    wanted: 3,
    held: true,
    marks: [{ text: '有保险', kind: 'good' }, { text: '包午饭' }],
  },
  {
    id: '2',
    trade: '搬运工',
    title: '超市卸一车饮料',
    pay: cny(12000),
    unit: 'job',
    distanceM: 350,
    town: '水南镇',
    span: { start: instantAt(today + 1, 6 * 60 + 30), end: instantAt(today + 1, 9 * 60) },
    wanted: 1,
    held: true,
    marks: [],
  },
  {
    id: '3',
    trade: '电工',
    title: '给民宿三楼换开关、检查线路，材料已经买好',
    pay: cny(6550),
    unit: 'hour',
    distanceM: 15300,
    town: '高唐镇',
    span: { start: instantAt(today + 2, 20 * 60), end: instantAt(today + 3, 2 * 60) },
    wanted: 2,
    held: true,
    marks: [{ text: '需电工证', kind: 'warning' }, { text: '自带工具' }],
  },
]

export const pins: Pin[] = [
  [26.7301, 117.4762, 30000, '砌墙'],
  [26.7181, 117.4851, 12000, '卸饮料'],
  [26.7175, 117.4839, 9000, '洗碗'],
  [26.7541, 117.5801, 6550, '换开关'],
  [26.6702, 117.3062, 24000, '采茶'],
  [26.762, 117.361, 18000, '搬家'],
].map(([lat, lon, fen, what], i) => {
  const amount = digits(cny(fen as number)).replace('.00', '')
  return { id: String(i), lat: lat as number, lon: lon as number, text: `${amount} 元`, name: `${what}，${amount} 元` }
})

export const steps: Step[] = [
  { title: '抢到了', at: instantAt(today - 1, 18 * 60 + 5), state: 'done' },
  { title: '到场签到', at: instantAt(today, 13 * 60 + 52), text: '雇主陈**的码', state: 'done' },
  { title: '干活', state: 'now', text: '干完了点下面的按钮' },
  { title: '雇主确认', state: 'next' },
  { title: '收钱 300.00 元', state: 'next' },
]

export const problems = {
  net: phoneProblem('client.offline'),
  rule: new Problem(422, 'gig.min_wage', '每小时不能低于 19.00 元，请改一改工钱。', [], '福建省最低工资标准（2025）'),
}

if (location.hash.includes('tiles')) {
  const square = "<svg xmlns='http://www.w3.org/2000/svg' width='256' height='256'><path fill='#e6efe9' stroke='#c3d3ca' d='M0 0h256v256H0z'/></svg>"
  boot.tiles = { url: `data:image/svg+xml,${encodeURIComponent(square)}`, credit: '示例底图', maxZoom: 18 }
}
