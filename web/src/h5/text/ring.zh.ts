const zh = {
  'ring.more': '还有 {n} 个在响',
  'ring.late': '刚才没发出去的，现在有结果了',
  'ring.late_booked': '抢到了！请按时到。',
  'ring.look': '看一看',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
