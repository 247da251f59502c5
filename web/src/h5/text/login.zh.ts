const zh = {
  'login.title': '登录',
  'login.wechat': '微信',
  'login.harmony': '鸿蒙',
  'login.android': '安卓',
  'login.expired': '登录过期了，请再登录一次。没发出去的会接着发。',
  'login.phone': '手机号',
  'login.phone_hint': '第一次用也这样登录，不用注册。',
  'login.ask': '获取验证码',
  'login.sent': '验证码已发到 {phone}，{minutes} 分钟内有效。',
  'login.code': '短信里的六位数字',
  'login.enter': '登录',
  'login.again': '重新获取',
  'login.again_in': '{left}后可以重新获取',
  'login.other': '换个号码',
  'login.slip': '凭小票接管账号',
  'login.demo_code': '这是演示，不发短信。验证码是 {code}',
  'login.demo_fill': '填上验证码',
  'login.demo_title': '演示账号，点一下就登录',
  'login.demo_new': '新号码',
  'login.role.worker': '工人',
  'login.role.employer': '雇主',
  'login.role.reviewer': '审核员',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
