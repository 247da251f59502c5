const zh = {
  'enter.title': '登录工作台',
  'enter.demo_title': '演示账号',
  'enter.demo_text': '这是演示县，点一下就以这个人登录。',
  'enter.phone': '手机号',
  'enter.password': '密码',
  'enter.code': '动态码（或恢复码）',
  'enter.enter': '登录',
  'enter.lost': '忘了密码，或者换了手机，请找系统管理员重新发链接。',
  'enter.old_title': '密码到期了',
  'enter.old_text': '请设一个新密码，设好就登录。',
  'enter.new_password': '新密码',
  'enter.new_password_of': '新密码，至少 {n} 位',
  'enter.renew': '换密码并登录',
  'enter.setup_title': '开通工作台账号',
  'enter.setup_do': '开通',
  'enter.name': '姓名',
  'enter.sms': '短信验证码',
  'enter.ask_sms': '获取验证码',
  'enter.scan': '用手机上的验证器（如 Microsoft Authenticator）扫这个码',
  'enter.secret': '扫不了就手工输入：',
  'enter.code_now': '验证器上现在的 6 位数字',
  'enter.sheet_title': '请收好恢复码',
  'enter.sheet_text': '手机丢了时，每个码可以代替动态码用一次。只显示这一次，请打印或抄下来，放在安全的地方。',
  'enter.print': '打印',
  'enter.kept': '收好了，进入工作台',
  'enter.self': '我的账号',
  'enter.roles': '角色',
  'enter.everywhere': '全域',
  'enter.password_due': '密码到期',
  'enter.recovery_left': '剩余恢复码',
  'enter.change': '修改密码',
  'enter.changed': '密码改好了，别处的登录已退出。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
