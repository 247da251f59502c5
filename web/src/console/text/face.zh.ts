const zh = {
  'con.title': '工作台',
  'con.language': 'English',
  'con.menu': '栏目',
  'con.leave': '退出',
  'con.unnamed': '未实名',
  'con.comma': '、',
  'con.expired': '登录过期了，请重新登录。',

  'con.scene.work': '工作',
  'con.scene.rights': '权益',
  'con.scene.govern': '治理',
  'con.nav.people': '人员',
  'con.nav.employers': '用工方',
  'con.nav.jobs': '零工单',
  'con.nav.engagements': '用工记录',
  'con.nav.hall': '大厅',
  'con.nav.contested': '有争议的',
  'con.nav.figures': '数据',
  'con.nav.reviews': '审核',
  'con.nav.ledger': '账本',
  'con.nav.staff': '工作人员',
  'con.nav.audit': '审计',

  'con.role.reviewer': '审核员',
  'con.role.village_agent': '村级代办员',
  'con.role.hall_clerk': '大厅窗口',
  'con.role.mediator': '调解员',
  'con.role.analyst': '分析员',
  'con.role.system_admin': '系统管理员',
  'con.role.security_admin': '安全管理员',
  'con.role.audit_admin': '审计管理员',

  'con.nothing.title': '您的账号还没有能用的栏目',
  'con.nothing.text': '角色由安全管理员授予。请联系本单位的安全管理员，说明您负责的地区和工作。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
