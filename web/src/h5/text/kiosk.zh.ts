const zh = {
  'allow.title': '自助机登录',
  'allow.ask': '您站在{hall}的自助机前吗？',
  'allow.pair': '机器上也是这两个数字吗？',
  'allow.warn': '不是您自己在机器上扫的，请不要同意：同意了，站在那台机器前的人就能用您的账号。',
  'allow.yes': '一样，登录机器',
  'allow.done': '机器登录好了',
  'allow.done_how': '用完请在机器上点“退出”。没人点一分钟，机器也会退出。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
