const zh = {
  'consent.agree': '我看过了，同意',
  'consent.agree_to': '看一看再同意',
  'consent.sensitive': '这一项单独问您，不同意也不影响别的。',
  'consent.version': '{version} 版',
  'consent.named': '《{title}》',
  'consent.intro': '每一份都可以随时看、随时撤回。',
  'consent.state.yes': '已同意',
  'consent.state.new': '有新版',
  'consent.state.withdrawn': '已撤回',
  'consent.state.never': '没有同意过',
  'consent.required': '接活要用到',
  'consent.optional': '可以不同意',
  'consent.since': '{when} 同意的，{version} 版',
  'consent.until': '{when} 撤回的，原来同意的是 {version} 版',
  'consent.read': '看全文',
  'consent.read_new': '看新版',
  'consent.given': '已经记下您同意',
  'consent.withdraw': '撤回同意',
  'consent.withdrawn': '已经撤回',
  'consent.withdraw_title': '撤回《{title}》',
  'consent.follows.terms': '撤回以后：\n- 我们不再给您推活。\n- 已经接下的活、没结的工钱照约定办完。\n- 钱包里的钱还是您的，照样能取。\n- 想再接活，随时可以重新同意。',
  'consent.follows.privacy': '撤回以后：\n- 我们不再给您推活。\n- 撤回以前已经做了的事仍然有效。\n- 法律要求保存的记录仍要保存，到期删除。\n- 想再接活，随时可以重新同意。',
  'consent.follows.location': '撤回以后：\n- 您自己选乡镇来看活。\n- 用雇主给的 6 位开工码签到。\n- 别的都照常。',
  'consent.follows.bank_card': '撤回以后：\n- 工钱照样付到“我的钱包”。\n- 请到“我的钱包—银行卡”把卡删掉；正在路上的钱会照常到卡。\n- 想取钱到卡，随时可以重新同意。',
  'consent.rights': '还想查看、复制、更正或删除信息，可以到驿站或打 12345，15 个工作日内答复。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
