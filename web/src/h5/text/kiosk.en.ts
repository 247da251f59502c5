export default {
  'allow.title': 'Log in at the machine',
  'allow.ask': 'Do you stand before the machine at {hall}?',
  'allow.pair': 'Does it show the same two digits?',
  'allow.warn': 'If you did not scan it yourself, don’t agree: whoever stands there could use your account.',
  'allow.yes': 'The same: log me in',
  'allow.done': 'The machine has logged you in',
  'allow.done_how': 'Tap “Leave” there when you are done. After a minute without a touch it leaves by itself.',
}
