const zh = {
  'inbox.none': '还没有消息',
  'inbox.none_text': '有合适的活、钱到了、雇主说了什么，都会告诉您。',
  'inbox.find_work': '去看附近的活',
  'inbox.new': '新',
  'inbox.more': '看更早的',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
