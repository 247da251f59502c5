const zh = {
  'looks.intro': '姓名、证件号、手机号平时只显示一部分。有人看了完整的，就记在这里，谁也删不掉。',
  'looks.none': '还没有人看过',
  'looks.none_text': '有人看了，这里会写明是谁、看了什么、为什么。',
  'looks.saw': '{who}看了您的{field}',
  'looks.named': '{role} {name} ',
  'looks.role.self': '您自己',
  'looks.role.reviewer': '审核员',
  'looks.role.party': '和您做同一单活的对方',
  'looks.role.system': '系统',
  'looks.field.name': '姓名',
  'looks.field.document': '证件号',
  'looks.field.phone': '手机号',
  'looks.reason': '原因：{reason}',
  'looks.more': '再看一些',
  'looks.wrong': '觉得不该看？可以打 12345，或到驿站问清楚。',
  'sessions.here': '这部',
  'sessions.unnamed': '没有名字的设备',
  'sessions.begun': '{when} 登录',
  'sessions.seen': '{when} 用过',
  'sessions.address': '网络地址 {address}',
  'sessions.alone': '只在这一部设备上登录。',
  'sessions.others': '别的设备',
  'sessions.end': '让它退出',
  'sessions.end_others': '让别的设备都退出',
  'sessions.ended': '已经退出',
  'sessions.strange': '有不认识的设备，就让它退出。别把短信验证码告诉任何人。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
