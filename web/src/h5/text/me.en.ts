export default {
  'me.title': 'Me',
  'me.big': 'Large type',
  'me.big_hint': 'All words larger',
  'me.sound': 'Ding dong when a job rings',
  'me.language': 'Language 语言',
  'me.settings': 'Settings',
} as const
