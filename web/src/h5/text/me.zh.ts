const zh = {
  'me.title': '我的',
  'me.big': '大字',
  'me.big_hint': '所有的字放大',
  'me.sound': '来活时叮咚响',
  'me.language': '语言 Language',
  'me.settings': '设置',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
