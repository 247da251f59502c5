const zh = {
  'fig.registered': '登记人数',
  'fig.posted': '上线零工单',
  'fig.filled': '招满',
  'fig.fill': '平均招满用时',
  'fig.paid': '已付工钱',
  'fig.contested': '有争议',
  'fig.reviews': '待审核',
  'fig.ever': '累计 {n}',
  'fig.fill_in': '平均用时 {time}',
  'fig.paid_n': '{n} 笔',
  'fig.now': '现在',
  'fig.period': '时间',
  'fig.weeks': '最近 {n} 周',
  'fig.week': '周（周一）',
  'fig.by_town': '按乡镇',
  'fig.by_week': '按周',
  'fig.unknown': '地区不详',
  'fig.none': '还没有数据',
  'fig.none_text': '有人登记、有单上线以后，这里就有数。',
  'fig.chart_registered': '{week} 那周登记最多',
  'fig.chart_posted': '{week} 那周上线的单最多',
  'fig.chart_fill': '招满一单平均要 {time}',
  'fig.chart_paid': '共付工钱 {money}',
  'fig.unit_people': '人',
  'fig.unit_jobs': '单',
  'fig.unit_minutes': '分钟',
  'fig.unit_yuan': '元',
  'fig.words': '上线：工钱已托管、可以抢的单。招满：所有名额第一次都有人的单，用时从上线算起。周从周一开始。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
