const zh = {
  'take.title': '凭小票接管',
  'take.intro': '有人替您登记过、给了您一张小票：用小票和手机，账号就归您自己管。',
  'take.slip': '小票码',
  'take.slip_hint': '9 个字母，扫码会自己填上',
  'take.phone': '您的手机号',
  'take.missing': '先写小票码和手机号',
  'take.ask': '获取验证码',
  'take.demo_code': '这是演示，不发短信。验证码是 {code}',
  'take.fill': '填上验证码',
  'take.code': '短信里的六位数字',
  'take.go': '接管',
  'take.other': '换个号码',
} as const
export default zh

declare module '@/shared/text/t' {
  interface Texts extends Record<keyof typeof zh, string> {}
}
