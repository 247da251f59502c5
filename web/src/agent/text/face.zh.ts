const zh = {
  'agent.title': '代办',
  'agent.tab.home': '登记',
  'agent.tab.people': '名单',
  'agent.tab.imports': '批量',
  'agent.tab.mine': '我的',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
