const zh = {
  'ring.more': '还有 {n} 个在响',
  'ring.look': '看一看',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
