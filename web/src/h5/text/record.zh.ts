const zh = {
  'record.how': '干完活，雇主和您互相打分。两边都评了，或者过了 7 天，才一起显示。',
  'record.stars': '{n} 星',
  'record.times': '{n} 次',
  'record.work': '干活记录',
  'record.done': '干完的',
  'record.late': '临时退的',
  'record.no_shows': '没到的',
  'record.said': '雇主怎么说',
  'record.one': '这一次',
  'record.reply': '您的回复：{words}',
  'record.after_seeing': '看到您的评价以后才评的',
  'record.more': '再看一些',
  'record.unfair': '觉得评得不公道，可以打 12345，或到驿站请工作人员看。',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
