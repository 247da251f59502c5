const zh = {
  'tab.work': '工作',
  'tab.review': '审核',
  'tab.me': '我的',
  'face.expired': '登录过期了，要用时请再登录一次。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
