export default {
  'ring.more': '{n} more ringing',
  'ring.late': 'What was not sent before has come through',
  'ring.late_booked': 'It is yours! Be there in time.',
  'ring.look': 'Have a look',
} as const
