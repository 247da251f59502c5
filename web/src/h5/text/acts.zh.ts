const zh = {
  'acts.intro': '别人替您办过的事都在这里。登记可以撤回；觉得哪一件不对，写明原因提出来，会有人答复您。',
  'acts.none': '没有人替您办过事',
  'acts.none_text': '代办员或窗口替您办了事，这里会写明是谁、办了什么。',
  'acts.by': '{who}，{door}',
  'acts.staff': '工作人员',
  'acts.door.agent': '村里代办',
  'acts.door.hall': '大厅窗口',
  'acts.door.call': '电话',
  'acts.door.sms': '短信',
  'acts.door.kiosk': '自助机',
  'acts.door.console': '工作台',
  'acts.door.api': '系统接口',
  'acts.door.h5': '手机',
  'acts.door.system': '系统',
  'acts.reversed': '您已经撤回了。',
  'acts.waiting': '您提出来了，正在等答复',
  'acts.answered': '已经答复',
  'acts.my_word': '您说：{reason}。',
  'acts.undo': '撤回',
  'acts.undo_means': '住处和想干的活会回到登记以前的样子，登记时记下的同意也收回。姓名和证件不变，要改请带证件到驿站。',
  'acts.undo_yes': '确定撤回',
  'acts.contest': '提出不对',
  'acts.what_wrong': '哪里不对',
  'acts.goes_to': '交给审核员，不交给替您办的人。',
  'acts.say_more': '请多写几个字',
  'acts.send': '交上去',
  'acts.more': '再看一些',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
