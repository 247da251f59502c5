const zh = {
  'tab.work': '工作',
  'tab.me': '我的',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
