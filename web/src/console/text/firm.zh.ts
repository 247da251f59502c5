const zh = {
  'firm.name': '名称',
  'firm.kind': '类型',
  'firm.uscc': '统一社会信用代码',
  'firm.industry': '行业',
  'firm.contact': '联系人',
  'firm.address': '地址',
  'firm.agents': '经办人',
  'firm.search': '找用工方',
  'firm.search_hint': '名称里的字，或完整代码',
  'firm.none': '没有找到用工方',
  'firm.none_text': '您负责的地区还没有用工方登记。',
  'firm.jobs': '看它的零工单',
  'firm.reason': '原因，对方能看到',
  'firm.suspend': '暂停发单',
  'firm.suspend_text': '暂停后不能发新单，已经在做的照常做完、付钱。',
  'firm.resume': '恢复发单',
  'firm.resume_text': '恢复后可以继续发单。',
  'firm.changed': '办好了，已告诉经办人。',
  'firm.state.pending': '待审核',
  'firm.state.approved': '已通过',
  'firm.state.refused': '未通过',
  'firm.state.suspended': '已暂停',
  'firm.kind.person': '个人',
  'firm.kind.individual_business': '个体工商户',
  'firm.kind.enterprise': '企业',
  'firm.kind.cooperative': '合作社',
  'firm.kind.public_body': '机关事业',
  'firm.kind.social_organisation': '社会组织',
  'firm.kind.village_collective': '村集体',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
