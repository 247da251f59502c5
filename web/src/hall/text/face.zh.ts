// The words of the hall's screen.
const face = {
  'screen.title': '正在招人',
  'screen.wanted': '还要 {n} 人',
  'screen.scan': '手机扫码看详情、抢单',
  'screen.qr': '《{title}》的二维码',
  'screen.new': '新',
  'screen.page': '第 {n} / {of} 页',
  'screen.count': '共 {n} 个活，要 {people} 人',
  'screen.empty': '现在没有在招的活',
  'screen.empty_hint': '请取号到求职窗口登记，有活先打电话给您',
  'screen.calls': '叫号',
  'screen.counter': '{n} 号窗口',
  'screen.no_calls': '请先取号',
  'screen.waiting': '{name} 等 {n} 人',
  'screen.stale': '网络断了，显示的是 {time} 的内容',
  'screen.failing': '暂时连不上，正在重试',
  'screen.no_hall': '还没有设置大厅，请系统管理员在工作台添加',
  'screen.free': '找活登记全免费，不收押金，不扣证件',
}
export default face

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof face, string> {}
}
