export default {
  'take.title': 'Take over with a slip',
  'take.intro': 'Somebody registered you and gave you a slip: with it and a phone the account becomes yours.',
  'take.slip': 'The slip’s code',
  'take.slip_hint': '9 letters; scanning fills them in',
  'take.phone': 'Your phone number',
  'take.missing': 'The slip’s code and the number first',
  'take.ask': 'Get a code',
  'take.demo_code': 'This is a demo, no SMS is sent. The code is {code}',
  'take.fill': 'Fill it in',
  'take.code': 'The six digits in the SMS',
  'take.go': 'Take over',
  'take.other': 'Another number',
} as const
