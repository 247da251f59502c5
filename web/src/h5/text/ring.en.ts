export default {
  'ring.more': '{n} more ringing',
  'ring.look': 'Have a look',
} as const
