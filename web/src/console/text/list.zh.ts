const zh = {
  'list.all': '全部',
  'list.find': '查找',
  'list.clear': '清除条件',
  'list.columns': '列',
  'list.sheet': '导出表格',
  'list.saved': '表格已导出，并记入审计。',
  'list.none_found': '换个条件再找，或者清除条件看全部。',
  'list.count': '这一页 {n} 条',
  'list.back': '上一页',
  'list.first': '回到第一页',
  'list.next': '下一页',
  'list.timeline': '经过',
  'list.why': '原因：{why}',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
