const zh = {
  'trail.at': '时间',
  'trail.who': '谁',
  'trail.what': '做了什么',
  'trail.whom': '对谁',
  'trail.why': '为什么',
  'trail.where': '从哪里',
  'trail.id': '编号',
  'trail.from': '从',
  'trail.to': '到',
  'trail.none': '没有找到记录',
  'trail.none_text': '谁做了什么、看了谁的信息，都记在这里。',
  'trail.chain': '记录链 {n} 条，最新一环',
  'trail.check': '重算整条链',
  'trail.whole': '完整，没有被改过',
  'trail.broken': '断了：有记录被改过或缺失',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
