const zh = {
  'work.title': '找活',
  'work.view': '怎么看',
  'work.list': '列表',
  'work.map': '地图',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
