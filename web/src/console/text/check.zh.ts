const zh = {
  'check.kind': '审什么',
  'check.kind.employer': '用工方',
  'check.kind.job': '零工单',
  'check.findings': '要看的地方',
  'check.waiting': '等了',
  'check.asked': '申请审核',
  'check.round': '第几轮',
  'check.open': '待审核',
  'check.approved': '已通过',
  'check.refused': '未通过',
  'check.none': '没有要审的',
  'check.none_text': '有新的用工方或需要看的零工单时，会出现在这里。',
  'check.see': '看完整资料',
  'check.decide': '审核意见',
  'check.reason': '说明（不通过时必填，对方能看到）',
  'check.yes': '通过',
  'check.no': '不通过',
  'check.said_yes': '已通过，对方会收到通知。',
  'check.said_no': '已退回，对方会收到原因。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
