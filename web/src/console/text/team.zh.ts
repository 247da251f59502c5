const zh = {
  'team.roles': '角色',
  'team.seen': '最近登录',
  'team.due': '密码到期',
  'team.none': '没有找到工作人员',
  'team.invite': '开通账号',
  'team.make': '生成开通链接',
  'team.link': '开通链接',
  'team.link_text': '请把链接交给本人，只能用一次，一天内有效。链接只显示这一次。',
  'team.state.active': '正常',
  'team.state.invited': '待开通',
  'team.state.locked': '已停用',
  'team.invited': '邀请时间',
  'team.joined': '开通时间',
  'team.sessions': '登录中',
  'team.locked': '停用原因',
  'team.everywhere': '全域',
  'team.no_roles': '还没有角色。',
  'team.grant.in_force': '有效',
  'team.grant.later': '还没开始',
  'team.grant.ended': '已结束',
  'team.take': '撤销',
  'team.give': '授予角色',
  'team.lock': '停用账号',
  'team.unlock': '恢复账号',
  'team.reason': '原因',
  'team.done': '办好了，已记入审计。',
  'team.gave': '授予{role}（{area}）',
  'team.took': '撤销{role}（{area}）',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
