const zh = {
  'enter.title': '登录工作台',
  'enter.demo_title': '演示账号',
  'enter.demo_text': '这是演示县，点一下就以这个人登录。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
