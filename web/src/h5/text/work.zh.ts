const zh = {
  'work.title': '工作',
  'work.parts': '找活、我的活、招人',
  'work.find': '找活',
  'work.mine': '我的活',
  'work.hire': '招人',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
