export default {
  'enter.title': 'Log in to the console',
  'enter.demo_title': 'Demo accounts',
  'enter.demo_text': 'This is a made-up county: one tap logs you in as this person.',
}
